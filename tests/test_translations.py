"""Both languages are complete: every sentence of the code stands translated in the catalogue, and nothing else does."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from kamdesk import paths, settings
from kamdesk.model import vocabulary
from kamdesk.model.fields import fields_of
from kamdesk.model.registry import RECORDS
from kamdesk.model.terms import Term, Vocabulary

PACKAGE = Path(paths.__file__).parent
KEYWORDS = {"_": None, "N_": None, "message": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"\{[a-z_0-9:,.]*\}")


@pytest.fixture(scope="module")
def used() -> dict[str, tuple[str, ...]]:
    """Each msgid of the code (singular of plurals) with all its forms."""
    found: dict[str, tuple[str, ...]] = {}
    for _file, _line, said, _comments, _context in extract_from_dir(
        str(PACKAGE), keywords=KEYWORDS
    ):
        forms = (said,) if isinstance(said, str) else tuple(said)
        found[forms[0]] = forms
    return found


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (paths.resources_dir() / "locale/zh_CN/LC_MESSAGES/kamdesk.po").open("rb") as stream:
        return read_po(stream)


def translations(entry: Any) -> tuple[str, ...]:
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string)


def test_every_sentence_is_translated(used, catalogue):
    missing = [
        said
        for said in used
        if (entry := catalogue.get(said)) is None or entry.fuzzy or not all(translations(entry))
    ]
    assert missing == []


def test_no_sentence_hides_in_a_formatted_string():
    """What is called inside an f-string is not seen by the extraction, and would stay English for ever."""
    hidden = [
        f"{path.name}:{call.lineno}"
        for path in PACKAGE.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in KEYWORDS
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


def test_the_catalogue_holds_nothing_that_nobody_says(used, catalogue):
    said = {
        entry.id if isinstance(entry.id, str) else entry.id[0] for entry in catalogue if entry.id
    }
    assert said - used.keys() == set()


def test_translations_keep_the_placeholders(used, catalogue):
    wrong = []
    for said, forms in used.items():
        entry = catalogue.get(said)
        if entry is None:
            continue
        # A singular may leave out a number that the plural says, so a plural is held to the union of its forms.
        wanted = {mark for form in forms for mark in PLACEHOLDER.findall(form)}
        given = {mark for form in translations(entry) for mark in PLACEHOLDER.findall(form)}
        if wanted != given:
            wrong.append((said, sorted(wanted ^ given)))
    assert wrong == []


def test_the_catalogue_compiles_without_complaint(catalogue):
    assert [(entry.id, errors) for entry, errors in catalogue.check()] == []


def terms() -> list[Term]:
    found: list[Term] = []
    for record in RECORDS:
        found += [record.TERM, *record.SECTIONS.values()]
        for field in fields_of(record):
            found.append(field.spec.label)
    lists = [each for each in vars(vocabulary).values() if isinstance(each, Vocabulary)]
    found += [choice.label for each in lists for choice in each]
    for setting in settings.SETTINGS:
        found += [setting.label, setting.group, *([setting.help] if setting.help else [])]
    return found


def test_every_term_has_both_wordings():
    empty = [term for term in terms() if not term.en.strip() or not term.zh.strip()]
    assert empty == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_no_two_fields_of_a_record_have_the_same_label(record):
    for language in ("zh", "en"):
        labels = [field.spec.label.in_language(language) for field in fields_of(record)]
        assert sorted(labels) == sorted(set(labels))
