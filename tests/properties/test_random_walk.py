from random import Random

import pytest

from tests.properties.walk import Walk

RUNS, STEPS = 150, 40


@pytest.mark.parametrize("people", [False, True], ids=["clients alone", "people in the PSA too"])
def test_whatever_happens_each_entry_ends_as_exactly_one_row(request, people):
    first = request.config.option.seed
    for run in range(first, first + RUNS):
        walk = Walk(Random(run), people=people)
        try:
            walk.run(STEPS)
            walk.rests()
            walk.check_rest()
        except BaseException as error:
            error.add_note(f"this run again, as the first one: --seed {run}")
            raise
