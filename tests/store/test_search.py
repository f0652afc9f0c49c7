"""A word finds the records that contain it, however many do: the ways in which a page is looked for agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.store import search
from kamdesk.store.opening import open_store
from kamdesk.store.recorder import insert_many
from kamdesk.store.store import Store

ACCOUNTS = 10_500
"""More than any number from which a page is looked for in another way."""


def name_of(number: int) -> str:
    """Names of which some contain the words below, and others only the pieces that the words are cut into."""
    if number % 7 == 0:
        middle = "澜川重工"
    elif number % 7 == 1:
        middle = "澜川 川重 重工"
    else:
        middle = "青禾"
    code = "ab-1234" if number % 2 else "ab.1234 ab 123-234"
    return f"{middle} {code} {number:05}"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Accounts numbered like their ids; 14, which contains 澜川重工, lies in the waste basket."""
    opened: Store = open_store(tmp_path_factory.mktemp("many"))
    with opened.change(message("Fill")) as session:
        rows = [{"name": name_of(number)} for number in range(1, ACCOUNTS + 1)]
        assert insert_many(session, Account, rows) == list(range(1, ACCOUNTS + 1))
    with opened.change(message("Delete")) as session:
        account = session.get_one(Account, 14)
        account.deleted_at = account.created_at
    yield opened
    opened.close()


CASES: tuple[tuple[str, Callable[[int], bool]], ...] = (
    ("a", lambda number: True),
    ("ab", lambda number: True),
    ("123", lambda number: True),
    ("1234", lambda number: True),
    ("ab-1234", lambda number: number % 2 == 1),
    ("AB.12", lambda number: number % 2 == 0),
    ("b-1", lambda number: number % 2 == 1),
    ("澜", lambda number: number % 7 < 2),
    ("川重", lambda number: number % 7 < 2),
    ("川重工", lambda number: number % 7 == 0),
    ("澜川重工", lambda number: number % 7 == 0),
    ("lczg", lambda number: number % 7 == 0),
    ("川重工 ab-1234", lambda number: number % 14 == 7),
    ("青禾 ab-1234", lambda number: number % 7 > 1 and number % 2 == 1),
    ("00021", lambda number: number == 21),
    ("重工澜", lambda number: False),
    ("龘", lambda number: False),
)


@pytest.mark.parametrize(("typed", "has"), CASES, ids=[typed for typed, _has in CASES])
@pytest.mark.parametrize("counted_before", [False, True])
def test_a_page_shows_what_contains_the_words(
    many: Store, typed: str, has: Callable[[int], bool], counted_before: bool
) -> None:
    expected = [each for each in range(ACCOUNTS, 0, -1) if has(each) and each != 14]
    with many.read() as session:
        if counted_before:
            assert search.count(session, Account, typed) == len(expected)
        condition = search.condition(session, Account, typed)
        assert condition is not None
        query = select(Account.id).where(condition, Account.deleted_at.is_(None))
        shown = list(session.scalars(query.order_by(Account.id.desc())))
        matching = search.matches(Account, typed)
        assert matching is not None
        matched = set(session.scalars(select(Account.id).where(matching)))
    assert shown == expected
    assert matched == set(expected)


def test_what_was_counted_for_one_word_says_nothing_about_another(many: Store) -> None:
    with many.read() as session:
        assert search.count(session, Account, "龘") == 0
        everything = search.condition(session, Account, "a")
        assert everything is not None
        query = select(Account.id).where(everything, Account.deleted_at.is_(None)).limit(3)
        assert list(session.scalars(query.order_by(Account.id))) == [1, 2, 3]


def test_nothing_typed_is_no_condition(many: Store) -> None:
    with many.read() as session:
        assert search.count(session, Account, " ") is None
        assert search.condition(session, Account, " ") is None


def test_the_newest_are_found_first(many: Store) -> None:
    with many.read() as session:
        hits = search.find(session, "川重工", (Account,), limit=2)
    assert [hit.record_id for hit in hits] == [10_500, 10_493]
