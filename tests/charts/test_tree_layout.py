"""Where people stand: above those who report to them, nobody on anybody, sixty within reach of the eye."""

from __future__ import annotations

import random

import pytest

from kamdesk.charts.tree_layout import GAP_X, HEIGHT, STEP_X, STEP_Y, WIDTH, arrange


def overlapping(places: dict[int, tuple[int, int]]) -> list[tuple[int, int]]:
    ids = sorted(places)
    return [
        (one, other)
        for one in ids
        for other in ids
        if one < other
        and abs(places[one][0] - places[other][0]) < WIDTH
        and abs(places[one][1] - places[other][1]) < HEIGHT
    ]


def test_nobody_and_one() -> None:
    assert arrange([]) == {}
    assert arrange([(7, None)]) == {7: (0, 0)}


def test_a_superior_stands_above_the_middle() -> None:
    places = arrange([(1, None), (2, 1), (3, 1), (4, 2)])
    assert places == {
        1: (STEP_X // 2, 0),
        2: (0, STEP_Y),
        3: (STEP_X, STEP_Y),
        4: (0, 2 * STEP_Y),
    }


def test_an_outsider_stands_beside_the_tree_and_not_below_it() -> None:
    places = arrange([(1, None), (2, 1), (3, 1), (9, None)])
    assert places[9] == (2 * STEP_X, STEP_Y)


def test_somebody_whose_superior_is_not_there_is_a_root() -> None:
    assert arrange([(1, 99), (2, 1)]) == {1: (0, 0), 2: (0, STEP_Y)}


@pytest.mark.parametrize("seed", range(5))
def test_sixty_people_never_overlap_and_fit_a_window(seed: int) -> None:
    pick = random.Random(seed)
    people = [(0, None)] + [(each, pick.randint(0, min(each - 1, 20))) for each in range(1, 60)]
    places = arrange(people)
    assert overlapping(places) == []
    for each, superior in people:
        if superior is not None:
            assert places[each][1] > places[superior][1]
    width = max(x for x, _y in places.values()) + WIDTH
    assert width <= 16 * (WIDTH + GAP_X)


def test_a_flat_department_fills_rows() -> None:
    places = arrange([(0, None), *((each, 0) for each in range(1, 41))])
    assert overlapping(places) == []
    width = max(x for x, _y in places.values()) + WIDTH
    height = max(y for _x, y in places.values()) + HEIGHT
    assert width < 3 * height
    assert height < 2 * width
