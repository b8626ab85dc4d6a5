import signal
import subprocess
import sys
import time

import pytest

from local.environments import clean_environment
from local.failures import StackError
from local.processes import Processes, end_leftovers

ENDS = "print('all is well')"
FAILS = "import sys; print('the reason'); sys.exit(3)"
STAYS = "import time; print('here', flush=True); time.sleep(60)"
IGNORES_SIGTERM = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {STAYS}"
STARTS_ANOTHER = (
    "import subprocess, sys, time\n"
    f"child = subprocess.Popen([sys.executable, '-c', {IGNORES_SIGTERM!r}])\n"
    "print(f'child {child.pid}', flush=True)\n"
    "time.sleep(60)\n"
)


@pytest.fixture
def processes(tmp_path):
    with Processes(tmp_path / "logs", tmp_path / "process-ids") as processes:
        yield processes


def start(processes, code, name="server"):
    return processes.start(name, [sys.executable, "-c", code], clean_environment())


def says(process, text):
    return lambda: text in process.log.read_text()


def is_running(process_id):
    return subprocess.run(["kill", "-0", str(process_id)], check=False).returncode == 0


def wait_until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited a minute in vain"
        time.sleep(0.02)


def test_the_output_goes_to_a_log_of_that_name(processes, tmp_path):
    processes.finish(start(processes, ENDS, name="build"), timeout=20)
    assert (tmp_path / "logs" / "build.log").read_text() == "all is well\n"


def test_a_failure_shows_the_end_of_the_log_and_where_it_is(processes, tmp_path):
    with pytest.raises(StackError) as failure:
        processes.finish(start(processes, FAILS, name="build"), timeout=20)
    assert "build failed (exit status 3)" in str(failure.value)
    assert "the reason" in str(failure.value)
    assert str(tmp_path / "logs" / "build.log") in str(failure.value)


def test_a_command_that_takes_too_long_is_given_up(processes):
    with pytest.raises(StackError, match="did not finish"):
        processes.finish(start(processes, STAYS), timeout=0.1)


def test_a_server_that_died_is_noticed(processes):
    process = start(processes, FAILS)
    process.popen.wait()
    with pytest.raises(StackError, match=r"server has ended by itself \(exit status 3\)"):
        processes.check()


def test_waiting_ends_when_the_server_dies(processes):
    process = start(processes, FAILS)
    with pytest.raises(StackError, match="ended by itself"):
        processes.wait_until(process, lambda: False, timeout=20)


def test_waiting_ends_when_the_server_is_not_ready_in_time(processes):
    with pytest.raises(StackError, match="is not ready"):
        processes.wait_until(start(processes, STAYS), lambda: False, timeout=0.1)


def test_a_server_announces_its_port(processes):
    code = f"print('some banner', flush=True); print('{{\"port\": 4711}}', flush=True); {STAYS}"
    assert processes.announced_port(start(processes, code), timeout=20) == 4711


def test_all_end_when_the_context_ends(tmp_path):
    with Processes(tmp_path / "logs", tmp_path / "process-ids") as processes:
        first, second = start(processes, STAYS, "first"), start(processes, STAYS, "second")
    assert first.popen.returncode == second.popen.returncode == -signal.SIGTERM
    assert not (tmp_path / "process-ids").exists()


def test_all_end_when_the_start_is_interrupted(tmp_path):
    started = []

    def interrupted_start():
        with Processes(tmp_path / "logs", tmp_path / "process-ids") as processes:
            started.append(start(processes, STAYS))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted_start()
    assert [process.popen.returncode for process in started] == [-signal.SIGTERM]


def test_a_child_that_ignores_the_request_ends_with_its_group(tmp_path):
    with Processes(tmp_path / "logs", tmp_path / "process-ids") as processes:
        process = start(processes, STARTS_ANOTHER)
        processes.wait_until(process, says(process, "here"), timeout=20)
        (line,) = (one for one in process.log.read_text().splitlines() if "child" in one)
        child = int(line.split()[1])
    wait_until(lambda: not is_running(child))


def test_what_a_dead_run_left_behind_is_ended(processes, tmp_path):
    left_behind = start(processes, STAYS)
    processes.running.clear()
    assert end_leftovers(tmp_path / "process-ids") == 1
    assert left_behind.popen.wait() == -signal.SIGKILL
    assert not (tmp_path / "process-ids").exists()


def test_a_process_of_somebody_else_is_left_alone(processes, tmp_path):
    stranger = start(processes, STAYS)
    works_in = tmp_path / "proc" / str(stranger.popen.pid) / "cwd"
    works_in.parent.mkdir(parents=True)
    works_in.symlink_to(tmp_path)
    assert end_leftovers(tmp_path / "process-ids", tmp_path / "proc") == 0
    assert stranger.popen.poll() is None


def test_nothing_is_left_after_a_run_that_ended_in_order(tmp_path):
    assert end_leftovers(tmp_path / "process-ids") == 0


def test_nothing_of_the_callers_aws_account_reaches_a_process(monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    environment = clean_environment(EXTRA="1")
    assert environment["EXTRA"] == "1"
    assert not {"AWS_PROFILE", "HTTPS_PROXY"} & set(environment)
    assert "PATH" in environment
