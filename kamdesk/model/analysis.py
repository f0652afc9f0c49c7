"""Analysis: a dated assessment by one of the tools of `methods.md`. A new assessment is a new row; the last one stays.

What a tool notes is its `content`, whose shape the tool declares itself (`kamdesk.work.analysis`).
"""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import field
from kamdesk.model.sales_words import ANALYSIS
from kamdesk.model.terms import Term


class Analysis(Record):
    """One assessment of an opportunity, an account or a contact on a day."""

    __tablename__ = "analysis"
    TERM: ClassVar[Term] = Term("Analysis", "分析")
    SUBJECT: ClassVar[tuple[str, str] | None] = ("subject_kind", "subject_id")

    subject_kind: Mapped[str] = field(String(40), Term("Of", "对象类型"))
    subject_id: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = field(String(20), Term("Tool", "分析工具"), choices=ANALYSIS)
    on: Mapped[date] = field(Date, Term("Date", "日期"))
    by_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("By", "分析人"), refers_to="Staff", index=True
    )
    label: Mapped[str | None] = field(String(200), Term("Subject", "主题"))
    """The effect of a fishbone, the template of a scorecard."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (
        Index("ix_analysis_subject", "subject_kind", "subject_id", "kind", "on"),
        Index("ix_analysis_kind", "kind", "on"),
        {"sqlite_autoincrement": True},
    )

    @property
    def title(self) -> str:
        """The tool and its day."""
        return f"{ANALYSIS.label(self.kind)} {self.on}"


class ScorecardTemplate(Record):
    """Questions with weights for a scorecard: the four elements, MEDDPICC, or the department's own (N5)."""

    __tablename__ = "scorecard_template"
    TERM: ClassVar[Term] = Term("Scorecard template", "评分卡模板")

    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = field(String(80), Term("Name", "名称"))
    full_mark: Mapped[int] = field(Integer, Term("Full mark of a question", "每题满分"), default=3)
    questions: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """``[{"key": …, "text": …, "weight": …}]`` in order."""
