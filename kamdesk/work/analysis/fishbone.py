"""鱼骨图: why a deal was lost, won, or stands badly: causes on bones, roots, and which bones carry most (3.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.terms import Term, Vocabulary, choice
from kamdesk.work.analysis import content as noted_content
from kamdesk.work.analysis.content import new_key, noted

DEEPEST = 3
MOST_VOTES = 999

BONE = Vocabulary(
    "bone",
    choice("relationship", "Relationship", "关系"),
    choice("solution", "Solution", "方案"),
    choice("commercial", "Commercial", "商务"),
    choice("delivery", "Delivery", "交付"),
    choice("competition", "Competition", "竞争"),
    choice("process", "Our own process", "过程", "内部过程"),
)
CLASSIC_BONE = Vocabulary(
    "classic_bone",
    choice("man", "People", "人"),
    choice("machine", "Machines", "机"),
    choice("material", "Material", "料"),
    choice("method", "Method", "法"),
    choice("environment", "Environment", "环"),
    choice("measurement", "Measurement", "测"),
)
"""The six of the workshop, for causes of complaints."""

_SHIPPED: dict[str, Term] = {
    each.code: each.label for set_ in (BONE, CLASSIC_BONE) for each in set_
}


@dataclass(frozen=True)
class Bone:
    """A main bone; without an own name it is called as shipped."""

    key: str
    own_name: str = ""

    @property
    def title(self) -> str:
        """In the language in use."""
        return self.own_name or str(_SHIPPED.get(self.key, self.key))


@dataclass(frozen=True)
class Cause:
    """A cause on a bone, or one behind another cause. `controllable` is None while nobody has said."""

    key: str
    text: str
    bone: str
    parent: str = ""
    """Key of the cause it stands behind; empty on the bone itself."""
    is_root: bool = False
    votes: int = 0
    controllable: bool | None = None
    evidence: str = ""
    action_uid: str = ""

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Cause:
        """As noted."""
        read = noted_content
        return cls(
            key=read.text(content, "key") or new_key(),
            text=read.text(content, "text"),
            bone=read.text(content, "bone"),
            parent=read.text(content, "parent"),
            is_root=bool(read.yes_or_no(content, "is_root")),
            votes=read.number_or(content, "votes", 0, MOST_VOTES, 0),
            controllable=read.yes_or_no(content, "controllable"),
            evidence=read.text(content, "evidence"),
            action_uid=read.text(content, "action_uid"),
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        return noted(
            key=self.key,
            text=self.text,
            bone=self.bone,
            parent=self.parent,
            is_root=self.is_root or None,
            votes=self.votes or None,
            controllable=self.controllable,
            evidence=self.evidence,
            action_uid=self.action_uid,
        )


def shipped_bones() -> tuple[Bone, ...]:
    """关系, 方案, 商务, 交付, 竞争, 过程."""
    return tuple(Bone(each.code) for each in BONE)


@dataclass(frozen=True)
class Fishbone:
    """One assessment: the effect at the head, the bones, and the causes in the order of the outline."""

    effect: str = ""
    bones: tuple[Bone, ...] = field(default_factory=shipped_bones)
    causes: tuple[Cause, ...] = ()

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Fishbone:
        """As noted; without bones the six of a deal. Raises ContentError, or RuleError for a tree against the rules."""
        bones = tuple(
            Bone(noted_content.text(bone, "key"), noted_content.text(bone, "name"))
            for bone in noted_content.entries(content, "bones")
        )
        causes = tuple(map(Cause.from_content, noted_content.entries(content, "causes")))
        made = cls(noted_content.text(content, "effect"), bones or shipped_bones(), causes)
        check(made)
        return made

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        return {
            **noted(effect=self.effect),
            "bones": [noted(key=bone.key, name=bone.own_name) for bone in self.bones],
            "causes": [cause.to_content() for cause in self.causes],
        }

    def on_bone(self, bone: str) -> tuple[Cause, ...]:
        """The causes that stand on a bone itself."""
        return tuple(c for c in self.causes if c.bone == bone and not c.parent)

    def behind(self, cause: str) -> tuple[Cause, ...]:
        """The causes behind a cause."""
        return tuple(c for c in self.causes if c.parent == cause)

    def cause(self, key: str) -> Cause | None:
        """The cause of that key."""
        return next((c for c in self.causes if c.key == key), None)

    @property
    def roots(self) -> tuple[Cause, ...]:
        """The root causes."""
        return tuple(c for c in self.causes if c.is_root)

    def depth(self, cause: Cause) -> int:
        """1 on a bone, 2 behind a cause, 3 behind that."""
        by_key = {each.key: each for each in self.causes}
        depth, seen = 1, {cause.key}
        while cause.parent:
            above = by_key.get(cause.parent)
            if above is None or above.key in seen:
                raise RuleError(
                    _("The cause behind “{text}” is not there.").format(text=cause.text)
                )
            seen.add(above.key)
            cause, depth = above, depth + 1
        return depth

    def with_cause(self, cause: Cause) -> Fishbone:
        """With `cause` instead of the one of its key, or added at the end. Raises RuleError against the rules."""
        if self.cause(cause.key) is None:
            causes = (*self.causes, cause)
        else:
            causes = tuple(cause if each.key == cause.key else each for each in self.causes)
        changed = replace(self, causes=causes)
        check(changed)
        return changed


def check(fishbone: Fishbone) -> None:
    """The rules of the tree: bones that exist, at most three deep, a root has nothing behind it. Raises RuleError."""
    bones = {bone.key for bone in fishbone.bones}
    parents = {cause.parent for cause in fishbone.causes}
    keys = Counter(cause.key for cause in fishbone.causes)
    for cause in fishbone.causes:
        if keys[cause.key] > 1:
            raise noted_content.ContentError("causes")
        if cause.bone not in bones:
            raise RuleError(_("The bone of “{text}” is not there.").format(text=cause.text))
        if fishbone.depth(cause) > DEEPEST:
            raise RuleError(
                _("“{text}” is deeper than {count} levels of causes.").format(
                    text=cause.text, count=DEEPEST
                )
            )
        if cause.is_root and cause.key in parents:
            raise RuleError(
                _("“{text}” has causes behind it, so it is not the root.").format(text=cause.text),
                field="is_root",
            )


def missing_for_closing(fishbone: Fishbone) -> tuple[str, ...]:
    """What a lost project above the size still needs: ``root``, ``action`` (on one of the roots)."""
    if not fishbone.roots:
        return ("root", "action")
    return () if any(root.action_uid for root in fishbone.roots) else ("action",)


@dataclass(frozen=True)
class ParetoRow:
    """Roots of a bone over many projects; `cumulative` is the share, 0 … 1, of this bone and those before it."""

    bone: str
    title: str
    count: int
    cumulative: Decimal


def pareto(fishbones: Iterable[Fishbone]) -> tuple[ParetoRow, ...]:
    """Roots counted by bone, the most first; bones without a root are left out. Own bones count by their name."""
    counts: Counter[tuple[str, str]] = Counter()
    titles: dict[tuple[str, str], str] = {}
    for fishbone in fishbones:
        bones = {bone.key: bone for bone in fishbone.bones}
        for root in fishbone.roots:
            bone = bones[root.bone]
            identity = ("", bone.own_name) if bone.own_name else (bone.key, "")
            counts[identity] += 1
            titles[identity] = bone.title
    whole, reached, rows = counts.total(), 0, []
    for identity, count in counts.most_common():
        reached += count
        rows.append(
            ParetoRow(identity[0], titles[identity], count, Decimal(reached) / Decimal(whole))
        )
    return tuple(rows)


def vital_few(rows: Iterable[ParetoRow], share: Decimal = Decimal("0.75")) -> tuple[ParetoRow, ...]:
    """The first bones that together carry `share` of the roots."""
    few: list[ParetoRow] = []
    for row in rows:
        few.append(row)
        if row.cumulative >= share:
            break
    return tuple(few)
