import re
import subprocess
from pathlib import Path

import pytest

from functions.memtime_api.openapi import OPERATIONS
from tests.infrastructure.sam_template import properties, template
from tests.infrastructure.source_tree import ROOT, project_files, read

PAGES = tuple(path for path in project_files() if path.suffix == ".md")
OURS = tuple(path for path in PAGES if path.parts[0] == "docs" or len(path.parts) == 1)
DECISIONS = tuple(path for path in PAGES if path.parent == Path("docs/decisions"))
README = Path("README.md")

FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# A bare folder such as `unit/` stands below whatever its page speaks of, and is not looked for.
FILE = re.compile(r"[\w.][\w./*-]*(?:/[\w*-]+/|\.(?:py|md|yaml|toml|txt|in|json))")
ROUTE = re.compile(r"\b(GET|PUT|POST|PATCH|DELETE) (/(?:v1|healthz)[\w/{}.-]*)")
MADE_BY_RUNNING = (".local", ".venv", ".tools", "benchmarks/results/")
WITHOUT_TOP_FOLDER = ("", "shared/psa_sync", "shared/psa_sync/connectors/*", "functions/*")

each_page = pytest.mark.parametrize("page", PAGES, ids=str)
each_of_ours = pytest.mark.parametrize("page", OURS, ids=str)
each_decision = pytest.mark.parametrize("page", DECISIONS, ids=lambda path: path.stem)


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", read(page))


def anchors(page: Path) -> set[str]:
    """The names that GitHub gives to a page's headings."""
    headings = (re.sub(r"[^\w\- ]", "", text.lower()) for text in HEADING.findall(prose(page)))
    return {heading.strip().replace(" ", "-") for heading in headings}


def scripts(page: Path) -> list[str]:
    return [body for _indent, language, body in FENCE.findall(read(page)) if language == "sh"]


def tables(page: Path, *header: str) -> list[list[list[str]]]:
    """Cells of every table that begins with these columns, without its header."""
    blocks = read(page).split("\n\n")
    found = [one.splitlines()[2:] for one in blocks if one.startswith("| " + " | ".join(header))]
    return [
        [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]
        for table in found
    ]


def exists(name: str) -> bool:
    return any(any(ROOT.glob(f"{top}/{name}".strip("/"))) for top in WITHOUT_TOP_FOLDER)


def test_the_pages_that_a_newcomer_needs_are_there():
    names = {path.name for path in OURS}
    assert names >= {"README.md", "CONTRIBUTING.md", "architecture.md", "walkthrough.md"}


@each_page
def test_every_link_leads_somewhere(page):
    for target in LINK.findall(prose(page)):
        if "://" in target:
            continue
        address, _, anchor = target.partition("#")
        there = (ROOT / page.parent / address).resolve() if address else ROOT / page
        assert there.exists(), f"{page} links to {target}"
        if anchor:
            assert anchor in anchors(there.relative_to(ROOT)), f"{page} links to {target}"


@each_of_ours
def test_every_file_that_is_named_exists(page):
    named = [text for text in CODE.findall(prose(page)) if FILE.fullmatch(text)]
    lost = [name for name in named if not name.startswith(MADE_BY_RUNNING) and not exists(name)]
    assert not lost, f"{page} names {lost}"


@each_of_ours
def test_every_make_command_that_is_named_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", read(Path("Makefile")), re.MULTILINE))
    code = [*scripts(page), *CODE.findall(prose(page))]
    wanted = {name for text in code for name in re.findall(r"(?:^|[\s=])make ([a-z-]+)", text)}
    assert wanted <= targets, f"{page} names {wanted - targets}"


@each_of_ours
def test_every_script_can_be_read_by_the_shell(page):
    for script in scripts(page):
        outcome = subprocess.run(
            ["bash", "-n"], input=script, capture_output=True, text=True, check=False
        )
        assert outcome.returncode == 0, f"{page}: {outcome.stderr}"


@each_of_ours
def test_every_route_that_is_named_is_served(page):
    def shape(method: str, path: str) -> tuple[str, str]:
        return method.upper(), re.sub(r"{\w+}", "{}", path)

    served = {shape(one.method, one.path) for one in OPERATIONS}
    named = {shape(*found) for found in ROUTE.findall(prose(page))}
    assert named <= served, f"{page} names {named - served}"


def test_the_walkthrough_names_functions_that_are_in_their_files():
    page = Path("docs/walkthrough.md")
    steps = [row for table in tables(page, "#", "file", "function") for row in table]
    assert len(steps) > 20
    for _number, files, functions, _what in steps:
        code = "\n".join(
            path.read_text()
            for name in CODE.findall(files)
            for top in WITHOUT_TOP_FOLDER
            for path in ROOT.glob(f"{top}/{name}".strip("/"))
        )
        for function in CODE.findall(functions):
            name = function.rpartition(".")[2]
            assert re.search(rf"^\s*def {name}\(", code, re.MULTILINE), f"{files}: {function}"


# Decisions


def test_every_decision_has_a_number_of_its_own():
    numbers = [path.name[:4] for path in DECISIONS]
    assert numbers
    assert all(number.isdigit() for number in numbers)
    assert len(numbers) == len(set(numbers)), f"numbered twice: {numbers}"


@each_decision
def test_a_decision_tells_context_options_choice_and_price(page):
    text = read(page)
    assert text.startswith(f"# {page.name[:4]}"), "the heading has the file's number"
    parts = [text.find(f"**{part}.**") for part in ("Context", "Options", "Choice", "Price")]
    assert -1 not in parts
    assert parts == sorted(parts)
    assert len(text.split()) < 450, "half a page"


# What the pages say of the template


def test_the_parameters_are_those_of_the_template():
    told = [(name, default) for name, default, _what in tables(README, "parameter", "default")[0]]
    assert told == [
        (f"`{name}`", f"`{one['Default']}`" if one.get("Default", "") != "" else default_words(one))
        for name, one in template()["Parameters"].items()
    ]


def default_words(parameter: dict[str, object]) -> str:
    return "empty" if "Default" in parameter else "must be given"


def test_the_variables_are_those_of_the_template():
    given = template()["Globals"]["Function"]["Environment"]["Variables"]
    told = dict(tables(README, "variable", "from")[0])
    assert list(told) == [f"`{name}`" for name in given]
    for name, value in given.items():
        source = value if isinstance(value, str) else next(iter(value.values()))
        assert f"`{source}`" in told[f"`{name}`"], f"{name} comes from {source}"


def test_the_runbook_knows_every_alarm_and_no_other():
    alarms = set(properties("AWS::CloudWatch::Alarm"))
    assert alarms
    assert set(re.findall(r"\b\w+Alarm\b", read(Path("docs/runbook.md")))) == alarms
