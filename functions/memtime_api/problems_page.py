"""The page of all problems, made from the two tables that the code itself answers from."""

import re
import sys
from collections.abc import Iterable
from typing import Final

from functions.memtime_api.refusals import REFUSALS, Answer
from psa_sync.domain.problem import PROBLEMS, ProblemKind, Who

_HEAD: Final = """# Problems

Every problem has a stable `code`, a sentence that says what happened, a fix, and somebody who can
do it. This page is made from the code by `make openapi`; change the tables there, not the page.

## Of entries and connections

The field `problem` of an entry, of a job and of each line of `GET /v1/problems`. Where the PSA said
something, `message` ends with the PSA's own words, and `said` is those words alone. What goes on by
itself can be tried at once too: `POST /v1/time-entries/{id}/retry`, and for a whole account
`POST /v1/problems/retry`.

| code | what happened | fix | who | where | goes on by itself |
| --- | --- | --- | --- | --- | --- |
"""
_REFUSALS_HEAD: Final = """
## Of requests

The field `code` of an answer that refuses a request, as `application/problem+json`. Nothing was
stored. Where `detail` quotes something, a name or the PSA's words, `said` has it alone.

| code | status | what happened | what to do |
| --- | --- | --- | --- |
"""
_ROUTE: Final = re.compile(r"\b(?:GET|PUT|POST|DELETE) /v1[\w/.-]*\w")
_WHO: Final = {
    Who.TECHNICIAN: "technician",
    Who.MSP_ADMIN: "admin of the MSP",
    Who.OPERATOR: "operator",
}


def text() -> str:
    """The page as docs/problems.md holds it; `make openapi` writes it there."""
    problems = (_problem_line(code, kind) for code, kind in sorted(PROBLEMS.items()))
    refusals = (_refusal_line(code, one) for code, one in sorted(REFUSALS.items()))
    return _HEAD + "".join(problems) + _REFUSALS_HEAD + "".join(refusals)


def _problem_line(code: str, kind: ProblemKind) -> str:
    by_itself = "yes" if kind.retryable else ""
    return _line((f"`{code}`", kind.message, kind.fix, _WHO[kind.who], kind.where, by_itself))


def _refusal_line(code: str, one: Answer) -> str:
    return _line((f"`{code}`", str(one.status), one.title, one.advice))


def _line(cells: Iterable[str]) -> str:
    shown = (_ROUTE.sub(r"`\g<0>`", cell.replace("|", "&#124;")) for cell in cells)
    return f"| {' | '.join(shown)} |\n"


if __name__ == "__main__":
    sys.stdout.write(text())
