"""The files of the project as the house rules see them: paths, texts and syntax trees."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE_FOLDERS = ("shared", "functions", "local", "benchmarks", "tests")


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, under version control, relative to the root."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (Path(name) for name in listing.stdout.split("\0") if name)
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


def text_lines() -> Iterator[tuple[str, str]]:
    """Each line of each text file, with its place."""
    for path in project_files():
        try:
            text = read(path)
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            yield f"{path}:{number}", line


def modules(*folders: str) -> tuple[Path, ...]:
    """Python files under these top-level folders, by default all that hold code."""
    wanted = folders or CODE_FOLDERS
    return tuple(
        path for path in project_files() if path.suffix == ".py" and path.parts[0] in wanted
    )


def read(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(read(path), filename=str(path))


def imported_names(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a module imports, wherever in the file it does."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
