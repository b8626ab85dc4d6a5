"""Sentences that the code says to people, as it is written: `{}` stands for each value in them."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.infrastructure.source_tree import modules, tree

GAP = "{}"
LETTERS_OF_A_SENTENCE = 8
TWO_WORDS = re.compile(r"[a-z}] [a-z{]")
SHIPPED = ("shared", "functions")


@cache
def templates(path: Path) -> tuple[str, ...]:
    """Every text of a module but its docstrings."""
    return tuple(text for node in _said(path) if (text := template(node)) is not None)


def template(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else GAP for part in node.values)
        return "".join(map(str, parts))
    return None


def sentences(path: Path) -> set[str]:
    """The texts of a module that people can read as sentences, menus left out."""
    menus = {text for text in templates(path) if " > " in text and not text.endswith(".")}
    return {text for text in templates(path) if _is_sentence(text)} - menus


def errors_words(*names: str) -> set[str]:
    """What the errors of these classes are raised with, wherever it stands as a text."""
    return {
        words
        for path in modules(*SHIPPED)
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in names
        for argument in call.args
        for words in _worded(argument, path)
        if _is_sentence(words)
    }


def everything_written() -> set[str]:
    return {text for path in modules(*SHIPPED) for text in templates(path)}


def _said(path: Path) -> Iterator[ast.AST]:
    """Texts outside docstrings, f-strings whole; what rules say of themselves is left out."""
    waiting: list[ast.AST] = [tree(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_rule":
            continue
        yield node
        if isinstance(node, ast.JoinedStr):
            waiting += [part for part in node.values if isinstance(part, ast.FormattedValue)]
        else:
            waiting += ast.iter_child_nodes(node)


def _worded(argument: ast.AST, path: Path) -> list[str]:
    """A text itself, or those that its name was given in the module."""
    text = template(argument)
    if text is not None:
        return [text]
    given = (
        template(node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and node.value is not None
        and isinstance(argument, ast.Name)
        and any(getattr(one, "id", "") == argument.id for one in _targets(node))
    )
    return [words for words in given if words is not None]


def _targets(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


def _is_sentence(text: str) -> bool:
    letters = sum(map(str.isalpha, text.replace(GAP, "")))
    return letters >= LETTERS_OF_A_SENTENCE and TWO_WORDS.search(text) is not None
