"""The language of the program: gettext for sentences, chosen at run time, for window, forms and command line alike."""

from __future__ import annotations

import gettext
import json
import locale
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kamdesk import paths

LANGUAGES = {"zh": "中文", "en": "English"}
"""Language code → its own name, in the order they are offered."""

_DOMAIN = "kamdesk"
_CATALOGUES = {"zh": "zh_CN"}

_language = "zh"
_translations: gettext.NullTranslations = gettext.NullTranslations()
_listeners: list[Callable[[], None]] = []


def system_language() -> str:
    """The language of the desktop: ``zh`` for any Chinese locale, ``en`` for a known other one, else ``zh``."""
    name = locale.getlocale()[0] or ""
    if not name or name.startswith(("zh", "Chinese", "C")):
        return "zh"
    return "en"


def language() -> str:
    """The language in use: ``zh`` or ``en``."""
    return _language


def set_language(code: str) -> None:
    """Use language `code` from now on; texts already shown are the window's business (see `on_language_change`)."""
    global _language, _translations
    if code not in LANGUAGES:
        raise ValueError(f"no such language: {code}")
    _language = code
    _translations = gettext.NullTranslations()
    if code in _CATALOGUES:
        _translations = gettext.translation(
            _DOMAIN, str(paths.resources_dir() / "locale"), [_CATALOGUES[code]], fallback=True
        )
    for listener in tuple(_listeners):
        listener()


def on_language_change(listener: Callable[[], None]) -> None:
    """Call `listener` after each change of language."""
    _listeners.append(listener)


def _(message: str) -> str:
    """`message` in the language in use. Call it where the text is shown: a module-level call freezes the language."""
    return _translations.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form for `count`; the caller formats ``{count}`` itself."""
    return _translations.ngettext(singular, plural, count)


def sentences(*said: str) -> str:
    """Whole sentences one after the other: with a space between them, in Chinese without; empty ones are left out."""
    return ("" if _language == "zh" else " ").join(filter(None, said))


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Marks a module-level sentence for the catalogue; it is translated when shown."""
    return message


@dataclass(frozen=True)
class Message:
    """A sentence that is kept and may be read later in another language, such as the name of a saved action."""

    text: str
    arguments: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return _(self.text).format(**self.arguments)

    def dump(self) -> str:
        """One line of JSON for the database."""
        return json.dumps([self.text, self.arguments], ensure_ascii=False, default=str)

    @classmethod
    def load(cls, dumped: str) -> Message:
        """The message that `dump` wrote."""
        text, arguments = json.loads(dumped)
        return cls(text, arguments)


def message(text: str, **arguments: Any) -> Message:
    """A `Message`; Babel finds its text by this function's name."""
    return Message(text, arguments)
