"""Breaks a copy of the code in each way of the list: `python -m tests.simulation.mutate`.

Everything is judged in one copy that is made at the beginning, so the checkout may change
meanwhile: a copy of the working tree, as a mutant is tried before it is committed, or of the last
commit.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from tests.infrastructure.source_tree import ROOT, project_files
from tests.simulation.mutants import MUTANTS, Mutant

SEEDS: Final = 200
JUDGES: Final[dict[str, tuple[str, ...]]] = {
    "simulation": (
        "-m",
        "tests.simulation.simulate",
        "--seeds",
        str(SEEDS),
        "--processes",
        "1",
        "--stop-early",
    ),
    "unit tests": (
        "-m",
        "pytest",
        "-x",
        "-q",
        "--seed",
        "0",
        "tests/unit/domain",
        "tests/unit/sync",
    ),
    "reconcile runs": ("-m", "tests.simulation.reconcile_runs", "--seeds", "300", "--stop-early"),
    "crash points": ("-m", "tests.simulation.crash_points"),
    "state machine": (
        "-m",
        "pytest",
        "-q",
        "--seed",
        "0",
        "--hypothesis-profile",
        "unshortened",
        "tests/properties/test_state_machine.py",
    ),
}
"""In the order in which they are asked; the first that objects has caught the mutant."""


class StaleMutantError(Exception):
    """The text that a mutant changes is not there, or more than once."""


def patched(mutant: Mutant, package: Path) -> str:
    """The file's text with the mutant in it.

    Raises:
        StaleMutantError: The code has moved on: the mutant must follow.
    """
    text = (package / mutant.path).read_text(encoding="utf-8")
    found = text.count(mutant.before)
    if found != 1:
        message = f"{mutant.name}: found {found} times in {mutant.path}, not once"
        raise StaleMutantError(message)
    return text.replace(mutant.before, mutant.after)


def copy_tree(folder: Path, *, committed: bool) -> None:
    """Copy the checkout's files to a folder: as they are now, or as they were committed.

    The folder becomes a repository of its own, since some tests ask git which files there are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    if committed:
        archive = folder.with_suffix(".tar")
        subprocess.run(["git", "archive", "--output", archive, "HEAD"], cwd=ROOT, check=True)
        shutil.unpack_archive(archive, folder, filter="data")
        return
    for path in project_files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, folder / path)


def caught_by(mutant: Mutant | None, judges: Sequence[str], tree: Path = ROOT) -> str | None:
    """Which judge objects to the mutant, None where all are content.

    Args:
        mutant: The change; None leaves the copy as it is, and nobody may object.
        judges: Who is asked, in this order.
        tree: The checkout, or a copy of it, that holds the judges and the code to be changed.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "shared"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(tree / "shared", copy, ignore=ignored)
        if mutant is not None:
            (copy / "psa_sync" / mutant.path).write_text(
                patched(mutant, tree / "shared" / "psa_sync"), encoding="utf-8"
            )
        return next((judge for judge in judges if _objects(judge, copy, tree)), None)


def _objects(judge: str, shared: Path, tree: Path) -> bool:
    seen = _run(("-c", "import psa_sync, tests; print(psa_sync.__file__)"), shared, tree)
    if not seen.stdout.startswith(str(shared)):
        message = f"the judges look at {seen.stdout} {seen.stderr}"
        raise RuntimeError(message)
    return _run(JUDGES[judge], shared, tree).returncode != 0


def _run(command: Sequence[str], shared: Path, tree: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": f"{shared}{os.pathsep}{tree}", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def main() -> int:
    """Judge every mutant; 0 when each was caught, and the code itself was not."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        copy_tree(tree, committed=options.committed)
        return _judge(tree, [one for one in MUTANTS if options.only in one.name], options.judges)


def _judge(tree: Path, chosen: Sequence[Mutant], judges: Sequence[str]) -> int:
    for mutant in chosen:
        patched(mutant, tree / "shared" / "psa_sync")
    began = time.monotonic()
    found: list[str | None] = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        innocent = pool.submit(caught_by, None, judges, tree)
        verdicts = pool.map(lambda mutant: caught_by(mutant, judges, tree), chosen)
        for mutant, judge in zip(chosen, verdicts, strict=True):
            found.append(judge)
            sys.stdout.write(f"  {judge or 'NOT CAUGHT':<13}  {mutant.name}\n")
            sys.stdout.flush()
        objection = innocent.result()
    if objection is not None:
        sys.stdout.write(f"the code without any mutant does not pass: {objection}\n")
    caught = sum(judge is not None for judge in found)
    sums = ", ".join(f"{found.count(judge)} by {judge}" for judge in judges)
    seconds = time.monotonic() - began
    sys.stdout.write(f"{caught} of {len(chosen)} mutants caught in {seconds:.0f} s: {sums}\n")
    return 0 if caught == len(chosen) and objection is None else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="judge the mutants with this in their name")
    parser.add_argument(
        "--committed", action="store_true", help="of the last commit, not of the working tree"
    )
    parser.add_argument(
        "--judges", nargs="+", choices=JUDGES, default=list(JUDGES), help="who is asked, in order"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
