"""Pipelines and their stages: which there are, in which order, and how the department changes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.fields import field_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Pipeline, Stage, StageGate
from kamdesk.model.sales_words import GATE
from kamdesk.work.trash import move_to_trash


def all_pipelines(session: Session) -> list[Pipeline]:
    """Every pipeline in its order."""
    query = select(Pipeline).where(Pipeline.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Pipeline.position, Pipeline.id)))


def all_stages(session: Session) -> list[Stage]:
    """Every stage, pipeline by pipeline, in order."""
    query = (
        select(Stage)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.deleted_at.is_(None), Pipeline.deleted_at.is_(None))
        .order_by(Pipeline.position, Pipeline.id, Stage.position, Stage.id)
    )
    return list(session.scalars(query))


def stages_of(stages: Sequence[Stage], pipeline_id: int | None) -> list[Stage]:
    """Those of one pipeline among `stages`; None: of the first one."""
    if pipeline_id is None and stages:
        pipeline_id = stages[0].pipeline_id
    return [each for each in stages if each.pipeline_id == pipeline_id]


def gates_of(session: Session, stage_id: int) -> list[StageGate]:
    """What must be there to leave the stage, in order."""
    query = select(StageGate).where(StageGate.stage_id == stage_id, StageGate.deleted_at.is_(None))
    return list(session.scalars(query.order_by(StageGate.id)))


def add_pipeline(session: Session, name: str) -> Pipeline:
    """A pipeline of the department's own, with one stage to begin with. Raises RuleError without a name."""
    if not name.strip():
        raise RuleError(_("Give the pipeline a name."), field="name")
    number = (session.scalar(select(func.max(Pipeline.id))) or 0) + 1
    last = max((each.position for each in all_pipelines(session)), default=0)
    pipeline = Pipeline(key=f"pipeline_{number}", name=name.strip()[:80], position=last + 1)
    session.add(pipeline)
    session.flush()
    add_stage(session, pipeline, {"name": _("First stage"), "probability": 10})
    return pipeline


def add_stage(session: Session, pipeline: Pipeline, values: Mapping[str, Any]) -> Stage:
    """A further stage at the end of the pipeline, before the one for what is closed."""
    own = stages_of(all_stages(session), pipeline.id)
    number = (session.scalar(select(func.max(Stage.id))) or 0) + 1
    stage = Stage(key=f"stage_{number}", pipeline_id=pipeline.id, position=len(own) + 1)
    session.add(stage)
    change_stage(session, stage, values)
    if own and own[-1].is_review:
        own[-1].position, stage.position = stage.position, own[-1].position
    session.flush()
    return stage


def change_stage(session: Session, stage: Stage, values: Mapping[str, Any]) -> None:
    """Sets name, probability, question, deliverable. Raises RuleError, naming the field, for what makes no sense."""
    for name, value in values.items():
        setattr(stage, name, value)
    if stage.name is not None and not stage.name.strip():
        stage.name = None
    if not 0 <= (stage.probability or 0) <= 100:
        raise RuleError(_("A probability lies between 0 and 100."), field="probability")
    session.flush()


def reorder(session: Session, stages: Sequence[Stage]) -> None:
    """Gives the stages of a pipeline the order in which they are named."""
    for place, stage in enumerate(stages, 1):
        stage.position = place
    session.flush()


def remove_stage(session: Session, stage: Stage) -> None:
    """Takes a stage out of its pipeline. Raises RuleError while opportunities stand in it, and for the last one."""
    query = select(func.count()).where(
        Opportunity.stage_id == stage.id, Opportunity.deleted_at.is_(None)
    )
    count = session.scalar(query) or 0
    if count:
        raise RuleError(
            _("“{stage}” holds {count} opportunities. Move them first.").format(
                stage=stage.title, count=count
            )
        )
    if len(stages_of(all_stages(session), stage.pipeline_id)) == 1:
        raise RuleError(_("A pipeline needs a stage."))
    move_to_trash(session, stage)


def set_gates(session: Session, stage: Stage, asked: Sequence[tuple[str, str | None]]) -> None:
    """What must be there to leave `stage`: pairs of a code of `GATE` and, for ``field``, the name of the field."""
    for asks, name in asked:
        if asks not in GATE:
            raise RuleError(_("“{gate}” is no gate.").format(gate=asks))
        if asks == "field":
            field_of(Opportunity, name or "")
    wanted = list(dict.fromkeys(asked))
    for gate in gates_of(session, stage.id):
        if (gate.asks, gate.subject_field) in wanted:
            wanted.remove((gate.asks, gate.subject_field))
        else:
            move_to_trash(session, gate)
    for asks, name in wanted:
        session.add(StageGate(stage_id=stage.id, asks=asks, subject_field=name))
    session.flush()
