"""The registry: every record is found by its name, and mapped no sooner than it is asked for."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

from kamdesk import model
from kamdesk.model.base import Record
from kamdesk.model.fields import fields_of
from kamdesk.model.registry import RECORD_BY_NAME, RECORDS
from kamdesk.store.search import KIND_NUMBERS


def test_every_class_of_a_record_is_in_the_registry() -> None:
    for module in pkgutil.iter_modules(model.__path__):
        __import__(f"kamdesk.model.{module.name}")
    assert set(RECORDS) == set(Record.__subclasses__())
    assert [record.__name__ for record in RECORDS] == list(RECORD_BY_NAME)
    assert "Nothing" not in RECORD_BY_NAME


def test_a_record_with_a_searched_field_has_its_number_in_the_index() -> None:
    searched = {
        record.__name__ for record in RECORDS if any(each.spec.search for each in fields_of(record))
    }
    assert searched == set(KIND_NUMBERS)


def test_what_lists_accounts_maps_neither_visits_nor_people() -> None:
    said = subprocess.run(
        [
            sys.executable, "-c",
            "import sys, kamdesk.work.list_views as views, kamdesk.store.opening;"
            "print(*(name for name in ('visit', 'contact', 'development', 'agenda')"
            " if 'kamdesk.model.' + name in sys.modules))",
        ],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert said.strip() == ""
