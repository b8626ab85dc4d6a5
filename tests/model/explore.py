"""Breadth first through all states, so that the first broken promise is the shortest story."""

import gc
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from time import perf_counter
from typing import Any, Final

from tests.model.deciding import bound
from tests.model.psa import commits, lists_catch_up, twice
from tests.model.rules import Rules, Scene
from tests.model.state import Entry, Move, Promise, Row, State, Used, stored
from tests.model.surroundings import clients, faults, people, polls, reconciles, unrest
from tests.model.working import begins, goes_on

BITS: Final = 24
LAST_PLACE: Final = (1 << BITS) - 1
SHIFTS: Final = tuple(range(0, BITS * len(State._fields), BITS))
"""A state's key is one number: the place of each of its parts among all parts of that kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a search found.

    Attributes:
        depth: Steps of the longest of the shortest ways to a state.
        rests: States in which nothing is left to do.
        broken: The promise that does not hold, empty when all hold.
        story: The shortest way to the break, a line a step.
        complete: False when the search ended at the limit of states.
    """

    states: int
    transitions: int
    depth: int
    rests: int
    seconds: float
    broken: str
    story: tuple[str, ...]
    complete: bool = True


def beginning(scene: Scene, rules: Rules) -> State:
    """The first state of a scene."""
    value = scene.first_value
    entries: list[Entry] = [Entry(a=value, b=value)] * scene.booked
    rows = []
    for _ in range(scene.synced):
        seen = stored(value, value, 1)
        rows.append(Row(len(entries), 1, True, seen))
        new = Entry(a=value, b=value, attempts=1)
        entries.append(bound(new, (value, value), len(rows) - 1, seen, rules))
    promises = (Promise(client=value),) * len(entries)
    return State(tuple(entries), promises, tuple(rows), (), (), (), Used())


def moves(state: State, rules: Rules, scene: Scene) -> Iterator[Move]:
    """All that can happen next."""
    return chain(
        begins(state, rules, scene),
        chain.from_iterable(goes_on(state, worker, rules) for worker in state.workers),
        commits(state, rules, scene),
        lists_catch_up(state),
        polls(state, rules, scene),
        reconciles(state, rules),
        clients(state, scene),
        people(state, rules, scene),
        faults(state, rules, scene),
    )


class Search:
    """One search; states are kept as places in tables of their parts.

    Args:
        rules: The protocol, or a weakened one.
        scene: Where it begins and what may happen.
        limit: Most states to look at.
    """

    def __init__(self, rules: Rules, scene: Scene, limit: int = 20_000_000) -> None:
        self._rules = rules
        self._scene = scene
        self._limit = limit
        self._parts: list[list[Any]] = [[] for _ in State._fields]
        self._places: list[dict[Any, int]] = [{} for _ in State._fields]
        self._numbers: dict[int, int] = {}
        self._keys: list[int] = []
        self._parents = array("l")
        self._depths = array("H")
        self._steps = array("L")
        self._step_ends = array("L")
        self._rests = 0
        self._transitions = 0

    def run(self) -> Outcome:
        """Search until a promise breaks or every state was seen."""
        started = perf_counter()
        first = beginning(self._scene, self._rules)
        self._number_of(first, -1, (None,) * len(first), 0)
        broken, last, at = "", "", 0
        while at < len(self._keys) and len(self._keys) < self._limit and not broken:
            broken, last = self._leave(at)
            at += 1
        complete = at == len(self._keys)
        if not broken and complete and self._goes_in_circles():
            broken, last = "without faults it goes on for ever", ""
        story = (*self._story(at - 1), *([last] if last else ())) if broken else ()
        return Outcome(
            states=len(self._keys),
            transitions=self._transitions,
            depth=max(self._depths),
            rests=self._rests,
            seconds=perf_counter() - started,
            broken=broken,
            story=story,
            complete=complete,
        )

    def _leave(self, number: int) -> tuple[str, str]:
        """Look at every step out of a state; the promise it breaks and that step, if any."""
        state, key, resting = self._state(number), self._keys[number], True
        for move in moves(state, self._rules, self._scene):
            self._transitions += 1
            rows = move.after.rows
            if broken := move.broken or (twice(rows) if rows is not state.rows else ""):
                return broken, move.text
            after = self._number_of(move.after, number, state, key)
            if not move.chance:
                resting = False
                self._steps.append(after)
        self._step_ends.append(len(self._steps))
        if not resting:
            return "", ""
        self._rests += 1
        return unrest(state), ""

    def _number_of(self, state: State, parent: int, before: tuple[Any, ...], key: int) -> int:
        """The state's number, a new one for a new state.

        Args:
            before: A state that shares parts with this one, or nothing at all in each place.
            key: Of that state; only what differs is looked up and exchanged in it.
        """
        if state is not before:
            for shift, places, parts, part, former in zip(
                SHIFTS, self._places, self._parts, state, before, strict=True
            ):
                if part is former:
                    continue
                place = places.get(part)
                if place is None:
                    place = places[part] = len(parts)
                    parts.append(part)
                key += (place - (key >> shift & LAST_PLACE)) << shift
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._keys)
            self._keys.append(key)
            self._parents.append(parent)
            self._depths.append(self._depths[parent] + 1 if parent >= 0 else 0)
        return number

    def _state(self, number: int) -> State:
        key = self._keys[number]
        return State(
            *[parts[key >> at & LAST_PLACE] for at, parts in zip(SHIFTS, self._parts, strict=True)]
        )

    def _story(self, number: int) -> list[str]:
        way = [number]
        while self._parents[way[-1]] >= 0:
            way.append(self._parents[way[-1]])
        way.reverse()
        return [self._text(before, after) for before, after in pairwise(way)]

    def _text(self, before: int, after: int) -> str:
        goal = self._state(after)
        found = moves(self._state(before), self._rules, self._scene)
        return next(move.text for move in found if move.after == goal)

    def _goes_in_circles(self) -> bool:
        """True when steps that are no chance can follow each other for ever.

        Where they cannot, every run without further chance ends, and it ends in a state that was
        found to be at rest with both sides equal.
        """
        waiting = array("L", bytes(self._steps.itemsize * len(self._keys)))
        for after in self._steps:
            waiting[after] += 1
        free = [number for number, count in enumerate(waiting) if count == 0]
        seen = 0
        while free:
            number = free.pop()
            seen += 1
            first = self._step_ends[number - 1] if number else 0
            for after in self._steps[first : self._step_ends[number]]:
                waiting[after] -= 1
                if waiting[after] == 0:
                    free.append(after)
        return seen < len(self._keys)


def search(rules: Rules, scene: Scene) -> Outcome:
    """Search in a process of its own, which ends soon: nothing in it needs collecting."""
    gc.disable()
    return Search(rules, scene).run()
