import ast
import ipaddress
import re
from collections.abc import Iterable
from pathlib import Path

from tests.infrastructure.source_tree import (
    imported_names,
    modules,
    project_files,
    read,
    text_lines,
    tree,
)

MAX_LINES = 300
MAX_ENTRY_POINT_LINES = 60
SAYS_NOTHING = {"utils", "helpers", "common", "manager", "service", "misc", "base", "data"}
READS_ENVIRONMENT = {"environ", "environb", "getenv", "getenvb"}
MACHINE_PATH = re.compile(r"(?<![\w.}>*])/(?:home|Users|root|work|tmp)/\w")
REGISTRY_HOST = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs|test\.pypi")
EVERY_INTERFACE = {str(ipaddress.IPv4Address(0)), str(ipaddress.IPv6Address(0))}


def demand(what_to_do: str, offenders: Iterable[object]) -> None:
    found = [str(offender) for offender in offenders]
    assert not found, "\n  ".join([what_to_do, *found])


def test_there_is_code_to_judge():
    assert {path.parts[0] for path in modules()} >= {"shared", "functions", "local", "tests"}


def test_no_module_is_longer_than_a_person_reads_at_once():
    sizes = {path: len(read(path).splitlines()) for path in modules()}
    demand(
        f"Split by concept until each file has at most {MAX_LINES} lines:",
        (f"{path}: {lines} lines" for path, lines in sizes.items() if lines > MAX_LINES),
    )


def test_entry_points_are_doorways():
    sizes = {p: len(read(p).splitlines()) for p in modules("functions") if p.name == "handler.py"}
    demand(
        f"Move rules to psa_sync.sync until a handler has at most {MAX_ENTRY_POINT_LINES} lines:",
        (f"{path}: {n} lines" for path, n in sizes.items() if n > MAX_ENTRY_POINT_LINES),
    )


def test_every_name_says_what_is_inside():
    demand(
        "Name the file or folder after the concept it holds:",
        (
            path
            for path in project_files()
            if SAYS_NOTHING & {part.removesuffix(path.suffix).lower() for part in path.parts}
        ),
    )


def opening_fault(path: Path) -> str | None:
    if path.name == "__init__.py" and not read(path).strip():
        return None
    docstring = ast.get_docstring(tree(path))
    if docstring is None:
        return "no docstring"
    opening = " ".join(docstring.split("\n\n")[0].split())
    if not opening.endswith(".") or re.search(r"[.!?] [A-Z]", opening):
        return f"not one sentence: {opening}"
    return None


def test_every_module_starts_with_one_sentence():
    demand(
        "Open the module with one sentence that says what it is for (more may follow below it):",
        (
            f"{path}: {fault}"
            for path in modules("shared", "functions", "local", "benchmarks")
            if (fault := opening_fault(path))
        ),
    )


def environment_reads(path: Path) -> list[int]:
    attributes = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in READS_ENVIRONMENT
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    ]
    imports = [
        line
        for line, name in imported_names(path)
        if name in {f"os.{reader}" for reader in READS_ENVIRONMENT}
    ]
    return attributes + imports


def test_only_the_configuration_reads_the_environment():
    demand(
        "Take it from psa_sync.config (code that ships), from an argument, or monkeypatch.setenv:",
        (
            f"{path}:{line}"
            for path in modules("shared", "functions", "benchmarks", "tests")
            if path != Path("shared/psa_sync/config.py")
            for line in environment_reads(path)
        ),
    )


def test_nothing_is_mocked():
    demand(
        "Use a fake of a port (held by its contract suite) or a simulator of the vendor:",
        (
            f"{path}:{line} imports {name}"
            for path in modules()
            for line, name in imported_names(path)
            if name.startswith(("unittest.mock", "mock.", "pytest_mock"))
        ),
    )


def test_no_file_names_a_place_on_one_machine():
    demand(
        "Derive the path from the checkout or from a temporary folder:",
        (f"{place}: {line.strip()}" for place, line in text_lines() if MACHINE_PATH.search(line)),
    )


def test_no_file_names_a_package_registry():
    demand(
        "Leave the index to the machine's own settings:",
        (f"{place}: {line.strip()}" for place, line in text_lines() if REGISTRY_HOST.search(line)),
    )


def listens_everywhere(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return node.value in EVERY_INTERFACE
    if isinstance(node, ast.keyword) and node.arg in {"host", "bind", "address"}:
        return isinstance(node.value, ast.Constant) and node.value.value in {"", None}
    return False


def test_everything_listens_on_loopback_only():
    demand(
        "Listen on 127.0.0.1:",
        (
            f"{path}:{getattr(node, 'lineno', '?')}"
            for path in modules()
            for node in ast.walk(tree(path))
            if listens_everywhere(node)
        ),
    )
    demand(
        "Listen on 127.0.0.1:",
        (place for place, line in text_lines() if str(ipaddress.IPv4Address(0)) in line),
    )
