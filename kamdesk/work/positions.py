"""岗位设置与职责: who holds which post, answers to whom, looks after which accounts; what posts are there for (M37).

Only people who are in the staff list stand in the chart: posts without anybody are not made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from kamdesk.model.department import Staff
from kamdesk.model.vocabulary import POSITION
from kamdesk.work import staff
from kamdesk.work.position_duties import DUTIES


@dataclass(frozen=True)
class Post:
    """Somebody in their post, as the chart of the department shows them."""

    staff_id: int
    number: str
    name: str
    position: str
    """Code; empty where it is not known."""
    region: str
    accounts: int
    superior_id: int | None
    """None at the top, and where nobody who is here is named."""
    duties: tuple[str, ...]
    """A line each: their own, else those of the post."""
    has_own_duties: bool
    is_me: bool

    @property
    def position_label(self) -> str:
        """In the language in use."""
        return POSITION.label(self.position) if self.position else ""


@dataclass(frozen=True)
class Chart:
    """The department on a day."""

    posts: tuple[Post, ...]
    """Everybody after their superior, those of one superior by number."""

    def below(self, staff_id: int | None) -> tuple[Post, ...]:
        """Those who answer to somebody; with None those who answer to nobody here."""
        return tuple(each for each in self.posts if each.superior_id == staff_id)

    @property
    def unplaced(self) -> tuple[Post, ...]:
        """Those without a superior where somebody else leads: the one at the top has the most people below."""
        tops = self.below(None)
        if len(tops) < 2:
            return ()
        leader = max(tops, key=lambda each: (self.size(each.staff_id), -self.posts.index(each)))
        return tuple(each for each in tops if each is not leader)

    def size(self, staff_id: int) -> int:
        """How many people there are below somebody, at any depth."""
        return sum(1 + self.size(each.staff_id) for each in self.below(staff_id))


def chart(session: Session, on: date | None = None) -> Chart:
    """Everybody who is here on day `on` (today). Somebody whose superior left answers to nobody until it is said."""
    day = on or date.today()
    members = [each for each in staff.chart(session) if _is_here(each.staff, day)]
    here = {each.staff.id for each in members}
    above = _without_circles({each.staff.id: each.staff.superior_id for each in members}, here)
    posts = {each.staff.id: _post(each, above[each.staff.id]) for each in members}
    return Chart(tuple(_from_the_top(posts.values())))


def _is_here(person: Staff, on: date) -> bool:
    come = person.joined_on is None or person.joined_on <= on
    return come and (person.left_on is None or on <= person.left_on)


def _without_circles(superiors: dict[int, int | None], here: set[int]) -> dict[int, int | None]:
    """Who answers to whom, without those who are not here, and without circles, as an imported list may have them."""
    kept: dict[int, int | None] = {}
    for staff_id, superior in superiors.items():
        seen = {staff_id}
        step = superior
        while step is not None and step in here and step not in seen:
            seen.add(step)
            step = kept.get(step, superiors.get(step))
        circle = step == staff_id
        kept[staff_id] = superior if superior in here and not circle else None
    return kept


def _from_the_top(posts: Iterable[Post]) -> list[Post]:
    everybody = sorted(posts, key=lambda each: each.number)
    found: list[Post] = []
    waiting = [each for each in reversed(everybody) if each.superior_id is None]
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += [one for one in reversed(everybody) if one.superior_id == each.staff_id]
    return found


def _post(member: staff.Member, superior_id: int | None) -> Post:
    person = member.staff
    own = _lines(person.duties)
    return Post(
        staff_id=person.id,
        number=person.number,
        name=person.name,
        position=person.position or "",
        region=person.region or "",
        accounts=member.accounts,
        superior_id=superior_id,
        duties=own or duties_of(person.position),
        has_own_duties=bool(own),
        is_me=member.is_me,
    )


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (line.strip() for line in (text or "").splitlines())))


def duties_of(position: str | None) -> tuple[str, ...]:
    """What a post is there for, in the language in use; empty for posts the department did not describe."""
    return tuple(str(each) for each in DUTIES.get(position or "", ()))


def give_duties(session: Session, people: Sequence[Staff]) -> int:
    """Writes the duties of their post to those who have none of their own; how many that were."""
    given = 0
    for person in people:
        duties = duties_of(person.position)
        if duties and not _lines(person.duties):
            person.duties = "\n".join(duties)
            given += 1
    session.flush()
    return given
