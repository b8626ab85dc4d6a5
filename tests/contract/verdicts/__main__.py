"""`python -m tests.contract.verdicts --entries 2000 --seed 0`: the figures, and where they fail."""

import argparse
import sys
import time

from psa_sync.connectors.registry import CONNECTORS
from tests.contract.cases import CASES
from tests.contract.verdicts.judging import Figures, judge

MOST_FALSE_NO = 0.01
SHOWN = 10


def main() -> int:
    """Judge each PSA; 1 where a promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=2000, help="per PSA")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    failed = False
    for case in CASES:
        began = time.monotonic()
        figures = judge(case, chosen.entries, chosen.seed)
        _say(f"\n{figures.app}: {figures.entries} entries, seed {chosen.seed}, "
             f"{time.monotonic() - began:.0f} s")  # fmt: skip
        _tell(figures)
        failed |= bool(figures.false_ok) or figures.share_of_false_no >= MOST_FALSE_NO
    return 1 if failed else 0


def _tell(figures: Figures) -> None:
    _say(f"  {'predicted ok, taken':44}{figures.right_ok:6}")
    _say(f"  {'predicted no, refused':44}{figures.right_no:6}")
    _say(f"  {'  with the code that was predicted':44}{figures.same_code:6}")
    _say(f"  {'predicted ok, refused by an unreadable switch':44}{figures.by_switch.total():6}")
    _say(f"  {'predicted ok, refused (false ok)':44}{len(figures.false_ok):6}")
    _say(f"  {'predicted no, taken (false no)':44}{len(figures.false_no):6}"
         f"  {figures.share_of_false_no:.2%}")  # fmt: skip
    _say(f"  {'rule':26}{'code':24}{'same code':>10}{'other code':>11}{'taken':>7}")
    for rule in CONNECTORS[figures.app].rules:
        counts = [figures.by_rule[rule.name, came] for came in ("same code", "other code", "taken")]
        _say(f"  {rule.name:26}{rule.code:24}{counts[0]:10}{counts[1]:11}{counts[2]:7}")
    _say(f"  {'switch nobody can read':26}{'explained after the refusal as':24}")
    for (name, code), count in sorted(figures.by_switch.items()):
        _say(f"  {name:26}{code:24}{count:10}")
    for kind, lines in (("false ok", figures.false_ok), ("false no", figures.false_no)):
        for line in lines[:SHOWN]:
            _say(f"  {kind}: {line[:220]}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
