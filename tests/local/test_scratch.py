from local.api_client import wait_for
from local.scratch import discard


def test_a_folder_goes_at_once_and_its_files_by_and_by(tmp_path):
    folder, left = tmp_path / "scratch", tmp_path / "scratch.discarded-by-an-earlier-run"
    for one in (folder, left):
        (one / "code").mkdir(parents=True)
        (one / "code" / "handler.py").write_text("")
    (tmp_path / "kept").mkdir()

    discard(folder)
    assert not folder.exists()
    wait_for("the removal", lambda: [one.name for one in tmp_path.iterdir()] == ["kept"], 30)


def test_what_is_not_there_needs_no_removal(tmp_path):
    discard(tmp_path / "scratch")
    assert list(tmp_path.iterdir()) == []
