"""How the department wins: pipelines of stages, and the gates that ask what must be there before a stage is left."""

from typing import ClassVar

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.sales_words import GATE, PIPELINE, STAGE
from kamdesk.model.terms import Term


class Pipeline(Record):
    """A way from lead to result. Without a name of its own it is called as shipped, in the language in use."""

    __tablename__ = "pipeline"
    TERM: ClassVar[Term] = Term("Pipeline", "销售流程")
    SECTIONS: ClassVar[dict[str, Term]] = {"pipeline": Term("Pipeline", "销售流程")}

    key: Mapped[str] = field(String(40), Term("Key", "标识"), Kind.CODE, unique=True)
    """Given once: ``eight_steps`` and ``short`` are shipped."""
    name: Mapped[str | None] = field(String(80), Term("Name", "名称"), group="pipeline")
    position: Mapped[int] = field(Integer, Term("Order", "顺序"), default=0)

    @property
    def title(self) -> str:
        """Its own name, or the shipped one."""
        return self.name or PIPELINE.label(self.key)


class Stage(Record):
    """A stage of a pipeline (methods.md 3.1)."""

    __tablename__ = "stage"
    TERM: ClassVar[Term] = Term("Stage", "阶段")
    PARENT: ClassVar[str] = "pipeline_id"
    SECTIONS: ClassVar[dict[str, Term]] = {"stage": Term("Stage", "阶段")}

    pipeline_id: Mapped[int] = field(
        (Integer, reference("pipeline")), Term("Pipeline", "销售流程"), refers_to="Pipeline", index=True,
    )  # fmt: skip
    key: Mapped[str] = field(String(40), Term("Key", "标识"), Kind.CODE, unique=True)
    name: Mapped[str | None] = field(String(80), Term("Name", "名称"), group="stage")
    position: Mapped[int] = field(Integer, Term("Order", "顺序"), default=0)
    probability: Mapped[int] = field(
        Integer, Term("Probability (%)", "赢率（%）"), group="stage", width=80, default=0,
        aliases=("赢率", "probability"),
    )  # fmt: skip
    is_review: Mapped[bool] = field(
        Boolean, Term("For what is won, lost or cancelled", "结案阶段"), group="stage", default=False,
    )  # fmt: skip
    """The stage after the outcome (项目总结): it holds closed projects until their review is filed."""
    question: Mapped[str | None] = field(
        String(200), Term("Question of the gate", "阶段门问题"), group="stage", wide=True
    )
    deliverable: Mapped[str | None] = field(
        String(200), Term("What it must deliver", "交付物"), group="stage", wide=True
    )

    @property
    def title(self) -> str:
        """Its own name, or the shipped one."""
        return self.name or STAGE.label(self.key)


class StageGate(Record):
    """One thing that must be there to leave a stage."""

    __tablename__ = "stage_gate"
    TERM: ClassVar[Term] = Term("Stage gate", "阶段门")
    PARENT: ClassVar[str] = "stage_id"

    stage_id: Mapped[int] = field(
        (Integer, reference("stage")), Term("Stage", "阶段"), refers_to="Stage", index=True,
    )  # fmt: skip
    asks: Mapped[str] = field(String(30), Term("Asks for", "要求"), choices=GATE, default="field")
    subject_field: Mapped[str | None] = field(String(60), Term("Field", "字段"))
    """For ``field``: the name of the field of the opportunity that has to be filled."""
