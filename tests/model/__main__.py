"""Go through every state of the push protocol, and tell how each weakened variant fails."""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter

from tests.model.explore import Outcome, search
from tests.model.variants import PROTOCOL, SCENES, VARIANTS

PROCESSES = 2


def say(line: str = "") -> None:
    """Write a line at once, as searches take their time."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def tell(name: str, outcome: Outcome) -> None:
    """One line of figures."""
    say(
        f"  {name:<58} {outcome.states:>9,} {outcome.transitions:>10,}"
        f" {outcome.depth:>6} {outcome.rests:>6,} {outcome.seconds:>6.1f}"
    )


def tell_story(outcome: Outcome) -> None:
    """The shortest way to the broken promise."""
    for number, line in enumerate(outcome.story, 1):
        say(f"    {number:>2}  {line}")
    say(f"    =>  {outcome.broken}")


def main() -> int:
    """Return 0 when the protocol holds and every variant was caught."""
    started, total, faults = perf_counter(), 0, []
    with ProcessPoolExecutor(PROCESSES, get_context("spawn"), max_tasks_per_child=1) as pool:
        held = {name: pool.submit(search, PROTOCOL, scene) for name, scene in SCENES.items()}
        caught = {name: pool.submit(search, v.rules, v.scene) for name, v in VARIANTS.items()}
        say(f"  {'the protocol':<58}    states transitions depth  rests seconds".rstrip())
        for name, search_of_scene in held.items():
            outcome = search_of_scene.result()
            total += outcome.states
            tell(name, outcome)
            if outcome.broken:
                faults.append(name)
                tell_story(outcome)
        say()
        for name, search_of_variant in caught.items():
            outcome, variant = search_of_variant.result(), VARIANTS[name]
            say(f"{name}: {len(outcome.story)} steps, {outcome.states:,} states")
            tell_story(outcome)
            if (outcome.broken, len(outcome.story)) != (variant.breaks, variant.steps):
                faults.append(name)
    say()
    say(
        f"model: {total:,} states of the protocol, {len(VARIANTS)} weaker variants, "
        f"{perf_counter() - started:.0f} s; not as it must be: {', '.join(faults) or 'nothing'}"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
