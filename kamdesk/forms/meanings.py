"""What the labels of forms mean: ours in both languages, others' spellings, and those that only look alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kamdesk.forms.data import CONTROL_LABELS
from kamdesk.forms.declaration import Form, Item
from kamdesk.model.fields import RecordField
from kamdesk.model.terms import Term
from kamdesk.model.values import normal_label

_LONGEST = 40
"""No label is longer; prose is."""
_NUMBERING = re.compile(
    r"^(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[、.．:：)）]\s*|^[(（][0-9一二三四五六七八九十]{1,2}[)）]\s*"
)
_REQUIRED_MARK = re.compile(r"^[*＊★●※]+\s*|\s*[*＊★※]+$")
_CERTAIN = 4
"""Signs of a label that is hardly anything else."""
_WEAK_NAMES = frozenset(
    {
        "客户",
        "名称",
        "account",
        "name",
        "company",
        "customer",
        "client",
        "organization",
        "organisation",
    }
)
"""Labels of the account's name that mean something else as often."""
TITLES = re.compile(
    r"档案表|档案$|信息表|登记表|资料表|资料卡|登记卡|基本情况表"
    r"|customer (archive|record|information|registration|profile)|account (archive|profile)",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"填写说明|填表说明|填写须知|填表须知|填写示例|填写样例|填报说明|使用说明|^说明$|示例|样例|范例"
    r"|instruction|^example|^sample|how to fill|^read ?me|^guide",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label may mean; which of it holds depends on where it stands."""

    own: Item | None = None
    """A cell outside all blocks."""
    rank: int = 0
    """0: our own wording; 1: another spelling. The better one wins when both are filled in."""
    person: RecordField | None = None
    """A field of the blocks: of a person, or of a step of an approval."""
    role: str = ""
    """Owner of a block: alone it heads the block, with `person` it is that block's field."""
    number: int = 1
    """联系人2 is the second of its role."""
    control: bool = False
    heading: bool = False
    """A section's or the form's own title."""
    learned: str | None = None
    """The key a person mapped it to; "" for a label to ignore."""


class Meanings:
    """The dictionary of one form."""

    def __init__(self, form: Form, learned: Mapping[str, str] | None = None) -> None:
        self.form = form
        self._learned = dict(learned or {})
        self.own: dict[str, tuple[Item, int]] = {}
        self.person: dict[str, RecordField] = {}
        self.roles: dict[str, str] = {}
        self._control = {
            normal_label(word).key for term in CONTROL_LABELS for word in term.wordings
        }
        self._headings = _heading_keys(form)
        self._titles = {normal_label(word).key for word in (*form.title.wordings, *form.titles)}
        for item in form.items.values():
            if item.owner not in form.blocks:
                self._add_own(item)
        for table in form.tables:
            for word in table.alone:
                self.own.setdefault(normal_label(word).key, (table.item(0, table.first), 1))
        fields = [item.field for item in form.items.values() if item.owner in form.blocks]
        fields += [each for table in form.tables if table.like_blocks for each in table.fields]
        for field in fields:
            for key in _keys(field):
                self.person.setdefault(key, field)
        for block in form.blocks.values():
            for word in (*block.label.wordings, *block.aliases):
                self.roles.setdefault(normal_label(word).key, block.owner)
        self._combined = {
            f"{role_key}{link}{key}": (role, field)
            for role_key, role in self.roles.items()
            for link in ("", "的", "s")
            for key, field in self.person.items()
        }
        self.table_labels = {
            table.key: {key: field for field in table.fields for key in _keys(field)}
            for table in form.tables
        }
        self.find = lru_cache(maxsize=4096)(self._find)

    def _add_own(self, item: Item) -> None:
        """Where two cells are called alike, the record's own one is meant rather than one of its account."""
        own = {normal_label(word).key for word in item.label.wordings}
        for key in _keys(item.field):
            rank = 0 if key in own else 1
            known = self.own.get(key)
            if known is None or (rank, item.owner != self.form.main) < (
                known[1],
                known[0].owner != self.form.main,
            ):
                self.own[key] = (item, rank)

    def _find(self, text: str) -> Meaning | None:
        """What the whole of `text` means as a label; None when nobody knows it."""
        if len(text) > 3 * _LONGEST:
            return None
        bare = _REQUIRED_MARK.sub("", _NUMBERING.sub("", text.strip().rstrip(":：").strip()))
        key = normal_label(bare).key
        if not key or len(key) > _LONGEST:
            return None
        return self._of_key(key) or self._of_parts(bare) or self._of_both_languages(bare)

    def _of_parts(self, text: str) -> Meaning | None:
        """统一社会信用代码/税号: two spellings of one field."""
        parts = [part for part in re.split("[/／]", text) if part.strip()]
        if len(parts) < 2:
            return None
        found = [self.find(part) for part in parts]
        fields = {each.own.key for each in found if each is not None and each.own is not None}
        return found[0] if None not in found and len(fields) == 1 else None

    def _of_both_languages(self, text: str) -> Meaning | None:
        """客户名称 Customer name: the Chinese part decides, if the English one does not say something else."""
        start = next(
            (place for place, sign in enumerate(text) if sign.isascii() and sign.isalpha()), 0
        )
        first, second = text[:start].rstrip(" \t\n/／|(（"), text[start:].rstrip(" )）")
        if not first or first.isascii() or not second.isascii():
            return None
        chinese, english = self.find(first), self.find(second)
        if chinese is None:
            return None
        if english is None:
            return chinese if min(len(normal_label(first).key), len(second)) >= _CERTAIN else None
        same = (chinese.own, chinese.role) == (english.own, english.role)
        return (
            chinese
            if same or (chinese.person is not None and chinese.person == english.person)
            else None
        )

    def _of_key(self, key: str) -> Meaning | None:
        if key in self._learned:
            return self._of_learned(self._learned[key])
        control = key in self._control
        if key in self._combined:
            role, person = self._combined[key]
            own, rank = self.own.get(key, (None, 1))
            return Meaning(own, rank, person, role, control=control)
        role, number = self._role(key)
        own, rank = self.own.get(key, (None, 1))
        person_field = None if role else self.person.get(key)
        heading = key in self._headings and own is None and not role
        if own is None and person_field is None and not role and not control and not heading:
            return None
        return Meaning(own, rank, person_field, role, number, control, heading)

    def _of_learned(self, target: str) -> Meaning:
        item = self.form.items.get(target) or self.form.items.get(f"{self.form.main}.{target}")
        if not target or item is None:
            return Meaning(learned="")
        return Meaning(learned=item.key)

    def _role(self, key: str) -> tuple[str, int]:
        if key in self.roles:
            return self.roles[key], 1
        match = re.fullmatch(
            r"(?:第([一二三四五六七八九十]))?(.+?)([0-9]{0,2}|[一二三四五六七八九十]?)", key
        )
        if match and match[2] in self.roles and (match[1] or match[3]):
            return self.roles[match[2]], _counted(match[1] or match[3])
        return "", 1

    def is_strong_name(self, text: str) -> bool:
        """Whether `text` is a label of the account's name that hardly means anything else."""
        meaning = self.find(text)
        return (
            meaning is not None
            and meaning.own is not None
            and meaning.own.key == "account.name"
            and normal_label(text).key not in _WEAK_NAMES
            and "英" not in normal_label(text).unit
        )

    def is_title(self, text: str) -> bool:
        """Whether `text` is what a form of this kind is called, ours or another's."""
        return normal_label(text).key in self._titles or TITLES.search(text) is not None

    def column_of(self, table: str, text: str) -> RecordField | None:
        """The field of `table` that a column heading names."""
        return self.table_labels[table].get(normal_label(text).key)


def _counted(text: str) -> int:
    return int(text) if text.isdecimal() else "一二三四五六七八九十".index(text) + 1


def _keys(field: RecordField) -> list[str]:
    """Everything `field` is called, without what only looks like it."""
    never = {normal_label(word).key for word in field.spec.never}
    words = (*field.spec.label.wordings, *field.spec.aliases)
    return [key for key in (normal_label(word).key for word in words) if key and key not in never]


def _heading_keys(form: Form) -> set[str]:
    terms: list[Term] = [form.title]
    for page in form.pages:
        terms.append(page.title)
        terms += [section.title for section in page.sections if section.title]
    terms += [table.label for table in form.tables]
    return {normal_label(word).key for term in terms for word in term.wordings}


def is_instruction(title: str) -> bool:
    """Whether a sheet of this name or heading explains how to fill in another."""
    return _INSTRUCTION.search(title.strip()) is not None
