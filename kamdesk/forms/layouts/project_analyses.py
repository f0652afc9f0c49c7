"""The tables and cells of a project sheet that are an analysis: SWOT, strategies, radar, fishbone.

What the form changes makes an assessment of the day on which it is filed; the last one stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Values, Writing
from kamdesk.forms.declaration import Form
from kamdesk.forms.filing import KnownRow
from kamdesk.forms.layouts import project_words as words
from kamdesk.i18n import _
from kamdesk.model.competitor import Competitor
from kamdesk.model.opportunity import Opportunity
from kamdesk.work import settings
from kamdesk.work.analysis import assessments
from kamdesk.work.analysis.content import new_key
from kamdesk.work.analysis.elements import AXES
from kamdesk.work.analysis.fishbone import Fishbone
from kamdesk.work.analysis.outline import from_outline, to_outline
from kamdesk.work.analysis.radar import FULL, Mark, Radar
from kamdesk.work.analysis.swot import (
    HIGHEST_WEIGHT,
    LEAST_WEIGHT,
    USUAL_WEIGHT,
    Item,
    Strategy,
    Swot,
)
from kamdesk.work.fields import find_reference

_WEIGHTS, _OURS = "weights", "ours"


def _save(
    work: Writing, opportunity: Opportunity, kind: str, content: Any, label: str = ""
) -> None:
    by = settings.me(work.session)
    assessments.save(
        work.session, opportunity, kind, content.to_content(), work.on, by, label or None
    )


def swot_of(session: Session, opportunity: Opportunity) -> Swot:
    """The newest; an empty one where there is none."""
    newest = assessments.newest(session, opportunity, "swot")
    return Swot() if newest is None else Swot.from_content(newest.content)


class SwotRows:
    """The entries, each with the label by which strategies name it."""

    key = "swot"

    def known(self, session: Session, form: Form, opportunity: Opportunity) -> list[KnownRow]:
        """In the order of the quadrants, the relation before the market."""
        del form
        swot = swot_of(session, opportunity)
        names = words.labels(swot)
        items = {each.key: each for each in swot.items}
        return [
            KnownRow(
                key, key,
                {
                    "label": label, "text": items[key].text, "weight": items[key].weight,
                    "evidence": items[key].evidence or None, "view": items[key].view,
                },
            )
            for key, label in names.items()
        ]  # fmt: skip

    def add(self, work: Writing, opportunity: Opportunity, values: Values) -> None:
        """An entry of the quadrant its label begins with; a line of a blank form without words is none."""
        if not values.get("text"):
            return
        item = Item(new_key(), words.quadrant_of(str(values["label"])), "", on=work.on)
        if "′" in words.normal(str(values["label"])):
            item = replace(item, view="market")
        swot = swot_of(work.session, opportunity)
        _save(work, opportunity, "swot", replace(swot, items=(*swot.items, _changed(item, values))))

    def change(self, work: Writing, opportunity: Opportunity, row_id: Any, values: Values) -> None:
        """Words, weight, evidence; another letter takes it to another quadrant."""
        swot = swot_of(work.session, opportunity)
        items = tuple(_changed(item, values) if item.key == row_id else item for item in swot.items)
        _save(work, opportunity, "swot", replace(swot, items=items))

    def remove(self, work: Writing, opportunity: Opportunity, row_id: Any) -> None:
        """The pairs it is in leave their strategies."""
        _save(work, opportunity, "swot", swot_of(work.session, opportunity).without_item(row_id))


def _changed(item: Item, values: Values) -> Item:
    weight = values.get("weight", item.weight)
    weight = USUAL_WEIGHT if weight is None else weight
    if not LEAST_WEIGHT <= weight <= HIGHEST_WEIGHT:
        raise RuleError(_("It lies between 1 and 5."), field="weight")
    text = str(values.get("text", item.text) or "").strip()
    if not text:
        raise RuleError(_("An entry needs words."), field="text")
    label = values.get("label")
    return replace(
        item, text=text, weight=weight, evidence=values.get("evidence", item.evidence) or "",
        view=values.get("view") or item.view,
        quadrant=words.quadrant_of(str(label)) if label else item.quadrant,
    )  # fmt: skip


class StrategyRows:
    """What is done with pairs of the SWOT."""

    key = "strategies"

    def known(self, session: Session, form: Form, opportunity: Opportunity) -> list[KnownRow]:
        """Each with its pairs in words."""
        del form
        swot = swot_of(session, opportunity)
        names = words.labels(swot)
        return [
            KnownRow(
                each.key, each.key,
                {"text": each.text, "pairs": words.pairs_in_words(each, names) or None},
            )
            for each in swot.strategies
        ]  # fmt: skip

    def add(self, work: Writing, opportunity: Opportunity, values: Values) -> None:
        """One more."""
        self._put(work, opportunity, Strategy(new_key(), "", ()), values)

    def change(self, work: Writing, opportunity: Opportunity, row_id: Any, values: Values) -> None:
        """Words and pairs."""
        swot = swot_of(work.session, opportunity)
        known = next(each for each in swot.strategies if each.key == row_id)
        self._put(work, opportunity, known, values)

    def _put(
        self, work: Writing, opportunity: Opportunity, strategy: Strategy, values: Values
    ) -> None:
        swot = swot_of(work.session, opportunity)
        text = str(values.get("text", strategy.text) or "").strip()
        if not text:
            raise RuleError(_("A strategy needs words."), field="text")
        pairs = strategy.pairs
        if "pairs" in values:
            keys = self._keys(work, swot)
            pairs = words.pairs_from(str(values["pairs"] or ""), keys)
        made = Strategy(strategy.key, text, pairs)
        strategies = tuple(made if each.key == made.key else each for each in swot.strategies)
        if made not in strategies:
            strategies = (*strategies, made)
        _save(work, opportunity, "swot", replace(swot, strategies=strategies))

    @staticmethod
    def _keys(work: Writing, swot: Swot) -> Mapping[str, str]:
        """Label as the form has it → key: of the rows that were there, and of those it has added."""
        keys = {label: key for key, label in words.labels(swot).items()}
        texts = {each.text: each.key for each in swot.items}
        for row in {each.key.partition("].")[0] for each in work.difference.fields}:
            if not row.startswith("swot["):
                continue
            label, text = work.read(f"{row}].label"), work.read(f"{row}].text")
            if label and text in texts:
                keys[words.normal(str(label))] = texts[text]
        return keys

    def remove(self, work: Writing, opportunity: Opportunity, row_id: Any) -> None:
        """The entries stay."""
        swot = swot_of(work.session, opportunity)
        left = tuple(each for each in swot.strategies if each.key != row_id)
        _save(work, opportunity, "swot", replace(swot, strategies=left))


def radar_of(session: Session, opportunity: Opportunity) -> Radar:
    """The newest; without marks where there is none."""
    newest = assessments.newest(session, opportunity, "radar")
    return Radar() if newest is None else Radar.from_content(newest.content)


class RadarRows:
    """The weights, us, and a row for each competitor that was scored."""

    key = "radar"

    def known(self, session: Session, form: Form, opportunity: Opportunity) -> list[KnownRow]:
        """Weights and scores of the four elements."""
        del form
        radar = radar_of(session, opportunity)
        weights = {axis.key: Decimal(axis.weight) for axis in radar.axes}
        rows = [KnownRow(_WEIGHTS, _WEIGHTS, {"player": words.WEIGHTS} | _of_axes(weights))]
        for player in (radar.ours, *radar.rivals):
            scores = {axis.key: radar.score(player, axis) for axis in radar.axes}
            name = player.name if player.uid else words.OURS
            row_id = player.uid or _OURS
            rows.append(KnownRow(row_id, row_id, {"player": name} | _of_axes(scores)))
        return rows

    def add(self, work: Writing, opportunity: Opportunity, values: Values) -> None:
        """A competitor by name; a row about us or the weights is that one. Without any score it is none."""
        name = str(values.get("player") or "").strip()
        scores = {
            key: value for key, value in values.items() if key != "player" and value is not None
        }
        if not scores:
            return
        if words.is_weights(name) or words.is_ours(name):
            own = _WEIGHTS if words.is_weights(name) else _OURS
            self.change(work, opportunity, own, scores)
            return
        found = find_reference(work.session, "Competitor", name)
        rival = found[0] if len(found) == 1 else None
        if not isinstance(rival, Competitor):
            raise RuleError(_("“{text}” is not known here.").format(text=name))
        radar = radar_of(work.session, opportunity).with_rival(rival.uid, rival.name)
        self._put(work, opportunity, radar, rival.uid, scores)

    def change(self, work: Writing, opportunity: Opportunity, row_id: Any, values: Values) -> None:
        """Scores from 0 to 10, or weights that make 100 %."""
        radar = radar_of(work.session, opportunity)
        scores = {key: value for key, value in values.items() if key != "player"}
        if "player" in values and not scores:
            raise RuleError(_("A competitor is renamed where competitors are kept."))
        if row_id != _WEIGHTS:
            self._put(work, opportunity, radar, "" if row_id == _OURS else row_id, scores)
            return
        weights = {key: int(value or 0) for key, value in scores.items()}
        if all(axis.weight == weights.get(axis.key, axis.weight) for axis in radar.axes):
            return
        _save(work, opportunity, "radar", radar.with_weights(weights))

    @staticmethod
    def _put(
        work: Writing, opportunity: Opportunity, radar: Radar, uid: str, scores: Values
    ) -> None:
        player = next(each for each in (radar.ours, *radar.rivals) if each.uid == uid)
        for key, score in scores.items():
            player = player.with_mark(key, Mark(score=_whole(score)))
        _save(work, opportunity, "radar", radar.with_player(player))

    def remove(self, work: Writing, opportunity: Opportunity, row_id: Any) -> None:
        """A competitor is scored no more; we and the weights stay."""
        if row_id in (_WEIGHTS, _OURS):
            raise RuleError(_("This row belongs to every radar."))
        radar = radar_of(work.session, opportunity)
        rivals = tuple(each for each in radar.rivals if each.uid != row_id)
        _save(work, opportunity, "radar", replace(radar, rivals=rivals))


def _of_axes(values: Mapping[str, Decimal | None]) -> dict[str, Any]:
    return {axis.key: values.get(axis.key) for axis in AXES}


def _whole(score: Decimal | None) -> int | None:
    if score is None:
        return None
    if score != int(score) or not 0 <= score <= FULL:
        raise RuleError(_("A score is a whole number from 0 to {full}.").format(full=FULL))
    return int(score)


ANALYSIS_ROWS = (SwotRows(), StrategyRows(), RadarRows())


def fishbone_known(session: Session, opportunity: Opportunity) -> dict[str, Any]:
    """The newest fishbone as effect and outline."""
    newest = assessments.newest(session, opportunity, "fishbone")
    if newest is None:
        return {"fishbone.effect": None, "fishbone.outline": None}
    fishbone = Fishbone.from_content(newest.content)
    outline = to_outline(fishbone) if fishbone.causes else None
    return {"fishbone.effect": newest.label or fishbone.effect or None, "fishbone.outline": outline}


def file_fishbone(work: Writing, opportunity: Opportunity, values: Values) -> None:
    """Effect and causes as the form has them."""
    newest = assessments.newest(work.session, opportunity, "fishbone")
    last = Fishbone() if newest is None else Fishbone.from_content(newest.content)
    effect = str(values.get("effect", (newest.label if newest else "") or last.effect) or "")
    made = last
    if "outline" in values:
        made = from_outline(_shipped(str(values["outline"] or "")), last)
    _save(work, opportunity, "fishbone", replace(made, effect=effect), effect)


def _shipped(outline: str) -> str:
    """Bones as they are called in the language in use, whichever the form is in."""
    titles = {each.key: each.title for each in Fishbone().bones}
    lines = words.outline_code(outline).splitlines()
    return "\n".join(titles.get(line, line) for line in lines)
