"""行为风格: a questionnaire about observed behaviour, its result, and how to deal with each style (methods.md 3.7).

The wording is our own. Results are personal data: they stay out of exports unless somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kamdesk.i18n import language
from kamdesk.model.sales_words import BEHAVIOUR_STYLE
from kamdesk.model.terms import Term
from kamdesk.work.analysis import content as noted_content

LOWEST_ANSWER, HIGHEST_ANSWER = 1, 4
CUT = Decimal("2.5")
NEAR = Decimal("0.2")
"""So near to the cut a style is mixed with its neighbour."""
ANSWERS_NEEDED = 5


@dataclass(frozen=True)
class WordPair:
    """Two ways to behave: 1 is the left one, 4 the right one."""

    key: str
    left: Term
    right: Term


ASSERTIVE: tuple[WordPair, ...] = (
    WordPair("speaks", Term("Lets others speak first", "先听别人说"), Term("Speaks first", "抢先发言")),
    WordPair("voice", Term("Quiet, unhurried voice", "声音轻、语速慢"), Term("Loud, quick voice", "声音大、语速快")),
    WordPair("wants", Term("Hints at what is wanted", "要什么只暗示"), Term("Says what is wanted", "要什么直接说")),
    WordPair("decides", Term("Sleeps on a decision", "决定要再想一想"), Term("Decides on the spot", "当场就定")),
    WordPair("differs", Term("Lets a difference rest", "有分歧先放下"), Term("Contradicts at once", "有分歧当面反驳")),
    WordPair("time", Term("Follows our pace", "跟着我方节奏"), Term("Sets the pace", "由他定节奏")),
)  # fmt: skip
RESPONSIVE: tuple[WordPair, ...] = (
    WordPair("agenda", Term("Stays with the matter", "只谈正事"), Term("Comes to other things", "话题容易散开")),
    WordPair("face", Term("The face says little", "表情看不出来"), Term("The face says everything", "喜怒写在脸上")),
    WordPair("asks", Term("Asks for figures", "先问数据"), Term("Asks who is involved", "先问有哪些人")),
    WordPair("private", Term("Nothing private", "不谈私事"), Term("Tells of family and hobbies", "爱谈家庭和爱好")),
    WordPair("distance", Term("Keeps formal", "保持客气距离"), Term("Soon on familiar terms", "很快就熟络")),
    WordPair("argues", Term("Argues from facts", "用事实说服人"), Term("Argues from feeling", "凭感受说服人")),
)  # fmt: skip

ADVICE: dict[str, Term] = {
    "analytical": Term(
        "Send figures in writing beforehand; keep to the order; leave time to check.",
        "提前送书面数据；按顺序谈；留出核对时间。",
    ),
    "driver": Term(
        "Begin with the result; offer two or three options; keep it short and let them decide.",
        "先说结果；给两三个选项；简短，让对方定。",
    ),
    "expressive": Term(
        "Show where it leads and who is with us; listen to their ideas; note what was agreed.",
        "讲前景、讲谁在参与；听对方的想法；把约定记下来。",
    ),
    "amiable": Term(
        "Take away the risk: references, guarantees, the same people; do not press for an answer.",
        "消除顾虑：案例、保证、固定的人；不催着表态。",
    ),
}
"""For the visit plan."""


@dataclass(frozen=True)
class Result:
    """The style with the means of both axes; `neighbours` are the styles it is mixed with."""

    style: str
    assertive: Decimal
    responsive: Decimal
    neighbours: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The style, mixed ones joined: “表达/和蔼” in Chinese."""
        names = [BEHAVIOUR_STYLE.label(code) for code in (self.style, *self.neighbours)]
        if language() == "zh" and self.neighbours:
            names = [name.removesuffix("型") for name in names]
        return "/".join(names)

    @property
    def advice(self) -> tuple[str, ...]:
        """What to mind, for the style and each neighbour."""
        return tuple(str(ADVICE[code]) for code in (self.style, *self.neighbours))


@dataclass(frozen=True)
class Questionnaire:
    """The answers 1–4 by key of the word pair; what was not answered is not there."""

    assertive: Mapping[str, int] = field(default_factory=dict)
    responsive: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Questionnaire:
        """As noted. Raises ContentError."""
        return cls(
            *(
                {
                    key: noted_content.number_or(answers, key, LOWEST_ANSWER, HIGHEST_ANSWER, 1)
                    for key in answers
                }
                for answers in (
                    noted_content.table(content, "assertive"),
                    noted_content.table(content, "responsive"),
                )
            )
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        return {"assertive": dict(self.assertive), "responsive": dict(self.responsive)}

    @property
    def result(self) -> Result | None:
        """None with fewer than five answers on an axis."""
        return result(
            [self.assertive[pair.key] for pair in ASSERTIVE if pair.key in self.assertive],
            [self.responsive[pair.key] for pair in RESPONSIVE if pair.key in self.responsive],
        )


def result(assertive: Sequence[int], responsive: Sequence[int]) -> Result | None:
    """The style from the answers that were given on each axis."""
    if len(assertive) < ANSWERS_NEEDED or len(responsive) < ANSWERS_NEEDED:
        return None
    return result_of_means(
        Decimal(sum(assertive)) / len(assertive), Decimal(sum(responsive)) / len(responsive)
    )


def result_of_means(assertive: Decimal, responsive: Decimal) -> Result:
    """The style of two means from 1 to 4; a mean on the cut counts as high."""
    says, feels = assertive >= CUT, responsive >= CUT
    neighbours = []
    if abs(assertive - CUT) <= NEAR:
        neighbours.append(_cell(not says, feels))
    if abs(responsive - CUT) <= NEAR:
        neighbours.append(_cell(says, not feels))
    return Result(_cell(says, feels), assertive, responsive, tuple(neighbours))


def _cell(is_assertive: bool, is_responsive: bool) -> str:
    if is_responsive:
        return "expressive" if is_assertive else "amiable"
    return "driver" if is_assertive else "analytical"
