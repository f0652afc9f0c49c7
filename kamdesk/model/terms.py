"""Terms of the trade in both languages, and vocabularies (closed lists of choices) made of them.

A term stands with its record instead of in the gettext catalogue, because forms and imports know the labels of both
languages at once, and because a new field has to be complete in its one line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kamdesk.i18n import language


@dataclass(frozen=True)
class Term:
    """A label of `glossary.md`: English and Chinese wording; `str` gives the one of the language in use."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.zh if language() == "zh" else self.en

    def in_language(self, code: str) -> str:
        """The wording in language `code`, for a form that is not in the language of the window."""
        return self.zh if code == "zh" else self.en

    @property
    def wordings(self) -> tuple[str, str]:
        """Both, Chinese first."""
        return (self.zh, self.en)


@dataclass(frozen=True)
class Choice:
    """One value of a vocabulary: the `code` that is stored, its label, and other spellings people type."""

    code: str
    label: Term
    aliases: tuple[str, ...] = ()


class Vocabulary:
    """An ordered, closed list of choices."""

    def __init__(self, name: str, *choices: Choice) -> None:
        self.name = name
        self.choices = choices
        self._by_code = {choice.code: choice for choice in choices}

    def __iter__(self) -> Iterator[Choice]:
        return iter(self.choices)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    @property
    def codes(self) -> tuple[str, ...]:
        """The stored codes in order."""
        return tuple(self._by_code)

    def label(self, code: str) -> str:
        """The label of `code` in the language in use; a code that is no longer listed stands for itself."""
        choice = self._by_code.get(code)
        return str(choice.label) if choice else code

    def term(self, code: str) -> Term:
        """Both wordings of `code`."""
        return self._by_code[code].label


def choice(code: str, en: str, zh: str, *aliases: str) -> Choice:
    """Short form for declaring vocabularies."""
    return Choice(code, Term(en, zh), aliases)
