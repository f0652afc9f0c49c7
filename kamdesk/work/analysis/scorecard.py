"""Scorecards from templates: the four elements, MEDDPICC, four questions, or the department's own (3.16, N5).

What is unknown scores 0 and is counted, so that a low score tells itself apart from one that nobody has looked into.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.model.analysis import ScorecardTemplate
from kamdesk.model.terms import Term
from kamdesk.work.analysis import content as noted_content
from kamdesk.work.analysis.content import noted
from kamdesk.work.analysis.elements import SUB_TERMS

FULL_MARK = 3
HIGHEST_FULL_MARK = 100


@dataclass(frozen=True)
class Question:
    """A question with its weight; `term` is the shipped wording, `own_text` the department's."""

    key: str
    weight: int
    term: Term | None = None
    own_text: str = ""

    @property
    def title(self) -> str:
        """In the language in use."""
        return self.own_text or (str(self.term) if self.term else self.key)


@dataclass(frozen=True)
class Template:
    """The questions of a scorecard."""

    key: str
    questions: tuple[Question, ...]
    term: Term | None = None
    own_name: str = ""
    full_mark: int = FULL_MARK

    @property
    def title(self) -> str:
        """In the language in use."""
        return self.own_name or (str(self.term) if self.term else self.key)


FOUR_ELEMENTS = Template(
    "four_elements",
    tuple(
        Question(key, weight, SUB_TERMS[key])
        for key, weight in (
            ("decider_met", 15), ("coach", 15), ("needs", 15), ("difference", 15),
            ("price", 15), ("financing", 10), ("date", 8), ("nearby", 7),
        )
    ),
    Term("Four elements", "四要素"),
)  # fmt: skip
MEDDPICC = Template(
    "meddpicc",
    (
        Question("metrics", 15, Term("Metrics: the benefit in their figures", "量化指标：收益有对方的数字")),
        Question("economic_buyer", 15, Term("Economic buyer: known and met", "经济决策者：已识别并见面")),
        Question("decision_criteria", 10, Term("Decision criteria: known and ranked", "决策标准：已知并排序")),
        Question("decision_process", 10, Term("Decision process: steps, people, dates", "决策流程：步骤、人员、日期")),
        Question("paper_process", 10, Term("Paper process: contract, signatures", "审批流程：合同与签字")),
        Question("identify_pain", 15, Term("Pain: what it costs to do nothing", "痛点：不解决的代价")),
        Question("champion", 15, Term("Champion: somebody fights for us inside", "支持者：内部有人为我方争取")),
        Question("competition", 10, Term("Competition: known, with an answer", "竞争：已知并有对策")),
    ),
    Term("MEDDPICC", "MEDDPICC"),
)  # fmt: skip
FOUR_QUESTIONS = Template(
    "four_questions",
    (
        Question("opportunity", 25, Term("Is there an opportunity?", "有没有机会？")),
        Question("compete", 25, Term("Can we compete?", "能不能参与竞争？")),
        Question("win", 25, Term("Can we win?", "能不能赢？")),
        Question("worth", 25, Term("Is it worth winning?", "值不值得赢？")),
    ),
    Term("Four questions", "四个问题"),
)  # fmt: skip
SHIPPED: tuple[Template, ...] = (FOUR_ELEMENTS, MEDDPICC, FOUR_QUESTIONS)
"""The first is the default."""


def templates(session: Session) -> tuple[Template, ...]:
    """The shipped ones and the department's own; an own one of the same key stands in place of the shipped."""
    rows = session.scalars(
        select(ScorecardTemplate)
        .where(ScorecardTemplate.deleted_at.is_(None))
        .order_by(ScorecardTemplate.name)
    )
    own = {row.key: of_record(row) for row in rows}
    shipped = tuple(own.pop(each.key, each) for each in SHIPPED)
    return (*shipped, *own.values())


def of_record(row: ScorecardTemplate) -> Template:
    """The department's own template. Raises ContentError."""
    content = {"questions": row.questions}
    questions = tuple(
        Question(
            noted_content.text(each, "key") or f"q{number}",
            noted_content.number_or(each, "weight", 0, 1000, 1),
            own_text=noted_content.text(each, "text"),
        )
        for number, each in enumerate(noted_content.entries(content, "questions"), start=1)
    )
    return Template(row.key, questions, own_name=row.name, full_mark=row.full_mark)


@dataclass(frozen=True)
class Answer:
    """The score of a question, None or 0 while unknown, with what it is known from."""

    score: int | None = None
    evidence: str = ""
    evidence_kind: str = ""
    evidence_uid: str = ""

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Answer:
        """As noted."""
        return cls(
            noted_content.number(content, "score", 0, HIGHEST_FULL_MARK),
            noted_content.text(content, "evidence"),
            noted_content.text(content, "evidence_kind"),
            noted_content.text(content, "evidence_uid"),
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        return noted(
            score=self.score,
            evidence=self.evidence,
            evidence_kind=self.evidence_kind,
            evidence_uid=self.evidence_uid,
        )


@dataclass(frozen=True)
class Card:
    """The answers about us (empty `uid`) or about a competitor on the same questions."""

    uid: str = ""
    name: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Card:
        """As noted."""
        answers = noted_content.table(content, "answers")
        return cls(
            noted_content.text(content, "uid"),
            noted_content.text(content, "name"),
            {key: Answer.from_content(noted_content.table(answers, key)) for key in answers},
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        answers = {key: answer.to_content() for key, answer in self.answers.items()}
        return noted(uid=self.uid, name=self.name, answers=answers)

    def with_answer(self, question: str, answer: Answer) -> Card:
        """With another answer to a question."""
        return Card(self.uid, self.name, {**self.answers, question: answer})


@dataclass(frozen=True)
class Score:
    """A share 0 … 1 of what is possible, and how many of the questions are unknown."""

    share: Decimal | None
    unknown: int
    questions: int


@dataclass(frozen=True)
class Scorecard:
    """One assessment by the template whose key is the label of the analysis."""

    ours: Card = field(default_factory=Card)
    rivals: tuple[Card, ...] = ()

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Scorecard:
        """As noted. Raises ContentError."""
        return cls(
            Card.from_content(noted_content.table(content, "ours")),
            tuple(map(Card.from_content, noted_content.entries(content, "rivals"))),
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        return {
            "ours": self.ours.to_content(),
            "rivals": [rival.to_content() for rival in self.rivals],
        }

    def with_card(self, card: Card) -> Scorecard:
        """With other answers about us, or about a competitor (added when new)."""
        if not card.uid:
            return Scorecard(card, self.rivals)
        if all(rival.uid != card.uid for rival in self.rivals):
            return Scorecard(self.ours, (*self.rivals, card))
        rivals = tuple(card if rival.uid == card.uid else rival for rival in self.rivals)
        return Scorecard(self.ours, rivals)


def score(template: Template, card: Card) -> Score:
    """Σ weight × score / (full mark × Σ weight); an unknown question adds nothing and is counted."""
    weighed = unknown = 0
    for question in template.questions:
        points = card.answers.get(question.key, Answer()).score or 0
        weighed += question.weight * min(points, template.full_mark)
        unknown += not points
    whole = template.full_mark * _weight(template.questions)
    return Score(Decimal(weighed) / whole if whole else None, unknown, len(template.questions))


def _weight(questions: Iterable[Question]) -> int:
    return sum(question.weight for question in questions)
