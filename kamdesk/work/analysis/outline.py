"""A fishbone as a text outline: one line for each bone and cause, causes indented by two spaces for each level.

A root begins with ``◆``. At the end may stand ``×3`` (votes) and then ``✓`` (we can do something about it), ``~`` (we
cannot) or ``?`` (nobody has said; written only where the text would be misread without it).
"""

from __future__ import annotations

import re
from collections import defaultdict

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.work.analysis.content import new_key
from kamdesk.work.analysis.fishbone import DEEPEST, MOST_VOTES, Bone, Cause, Fishbone, check

_INDENT = "  "
_ROOT = "◆"
_CONTROL: dict[str, bool | None] = {"✓": True, "~": False, "?": None}
_CONTROL_MARK = {True: "✓", False: "~", None: "?"}
_VOTES = re.compile(r"^(.*?)\s*×(\d{1,3})$", re.DOTALL)


def to_outline(fishbone: Fishbone) -> str:
    """The text of a fishbone; `from_outline` reads the same back."""
    lines: list[str] = []

    def put(cause: Cause, level: int) -> None:
        lines.append(_INDENT * level + _line(cause))
        for behind in fishbone.behind(cause.key):
            put(behind, level + 1)

    for bone in fishbone.bones:
        lines.append(bone.title)
        for cause in fishbone.on_bone(bone.key):
            put(cause, 1)
    return "\n".join(lines)


def from_outline(text: str, last: Fishbone) -> Fishbone:
    """Reads an outline. Bones are known by their title; a cause keeps what else is noted of it as long as its text
    stays on its bone. Raises RuleError naming the line.
    """
    bones: list[Bone] = []
    causes: list[Cause] = []
    by_title = {bone.title: bone for bone in last.bones}
    known = _known(last)
    above: list[Cause] = []
    for number, line in enumerate(text.expandtabs(2).splitlines(), start=1):
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip(" "))
        level = (indent + 1) // 2
        if level == 0:
            title = line.strip()
            bones.append(by_title.get(title) or Bone(new_key(), title))
            above = []
            continue
        if not bones:
            raise _refused(number, _("a cause needs a bone above it"))
        if level > len(above) + 1:
            raise _refused(number, _("it is indented too far"))
        if level > DEEPEST:
            raise _refused(number, _("causes go {count} levels deep at most").format(count=DEEPEST))
        above = above[: level - 1]
        cause = _cause(line.strip(), bones[-1].key, above[-1].key if above else "", known)
        if not cause.text:
            raise _refused(number, _("a cause needs words"))
        if above and above[-1].is_root:
            raise _refused(number, _("there is nothing behind a root cause"))
        causes.append(cause)
        above.append(cause)
    if len({bone.key for bone in bones}) < len(bones):
        raise RuleError(_("Two bones have the same name."))
    made = Fishbone(last.effect, tuple(bones), tuple(causes))
    check(made)
    return made


def _known(last: Fishbone) -> dict[tuple[str, str], list[Cause]]:
    known: dict[tuple[str, str], list[Cause]] = defaultdict(list)
    for cause in last.causes:
        known[cause.bone, cause.text].append(cause)
    return known


def _line(cause: Cause) -> str:
    """The text with its marks; every mark is written where the text itself ends like one."""
    text = " ".join(cause.text.split())
    ambiguous = text[-1:] in _CONTROL or bool(_VOTES.match(text))
    marks = []
    if cause.votes or ambiguous:
        marks.append(f"×{cause.votes}")
    if cause.controllable is not None or ambiguous:
        marks.append(_CONTROL_MARK[cause.controllable])
    if cause.is_root:
        text = f"{_ROOT} {text}"
    elif text.startswith((_ROOT, "\\")):
        text = f"\\{text}"
    return " ".join((text, *marks))


def _cause(line: str, bone: str, parent: str, known: dict[tuple[str, str], list[Cause]]) -> Cause:
    is_root, votes = line.startswith(_ROOT), 0
    controllable: bool | None = None
    if is_root:
        line = line[len(_ROOT) :].strip()
    elif line.startswith("\\"):
        line = line[1:]
    if line[-2:-1] == " " and line[-1] in _CONTROL:
        controllable = _CONTROL[line[-1]]
        line = line[:-2].rstrip()
    if match := _VOTES.match(line):
        line, votes = match[1], min(int(match[2]), MOST_VOTES)
    same = known.get((bone, line))
    old = same.pop(0) if same else Cause(new_key(), line, bone)
    return Cause(
        old.key, line, bone, parent, is_root, votes, controllable, old.evidence, old.action_uid
    )


def _refused(number: int, why: str) -> RuleError:
    return RuleError(_("Line {number}: {why}.").format(number=number, why=why), field="outline")
