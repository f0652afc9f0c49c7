"""The forms of the procedures in the hands of LibreOffice: saved by way of ods, recalculated, printed one page wide."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kamdesk.forms.layouts import FORMS
from kamdesk.model.development import DevelopmentScore
from kamdesk.store.store import Store
from kamdesk.work import development, expenses
from kamdesk.work.development_scores import total
from tests.forms.office import Office, day, open_office
from tests.forms.returned import changes, filed, looked_at, out, reasons

SOFFICE = shutil.which("soffice")
PDFINFO = shutil.which("pdfinfo")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
]
NEW = [kind.key for kind in FORMS if kind.key != "archive"]


@pytest.fixture
def office(store: Store) -> Office:
    return open_office(store)


def convert(files: list[Path], kind: str, folder: Path) -> list[Path]:
    """All `files` in one run of LibreOffice."""
    profile = f"-env:UserInstallation={(files[0].parent / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=240)
    return [folder / f"{file.stem}.{kind}" for file in files]


def test_every_form_comes_back_by_way_of_ods(store: Store, office: Office, tmp_path: Path) -> None:
    files = [
        out(store, tmp_path / f"{key}.xlsx", key, record)
        for key, record in office.records().items()
    ]
    there = convert(files, "ods", tmp_path / "ods")
    back = convert(there, "xlsx", tmp_path / "back")
    for path in (*there, *back):
        (file,) = looked_at(store, path)
        (difference,) = file.differences
        assert difference.reading.form == path.stem
        assert difference.record_id == office.records()[path.stem]
        assert (path.name, changes(difference), difference.problems) == (path.name, {}, [])


def test_what_was_typed_and_saved_there_is_filed(
    store: Store, office: Office, tmp_path: Path
) -> None:
    typed = {
        "kam_manager_decision_approved": "☑ 同意", "kam_manager_by_id": "经理甲", "kam_manager_on": day(0),
        "kam_manager_opinion": "=同意", "kam_visit_planned_from": "09:45",
    }  # fmt: skip
    path = out(store, tmp_path / "a.xlsx", "visit_application", office.submitted, typed)
    (path,) = convert(convert([path], "ods", tmp_path / "ods"), "xlsx", tmp_path / "back")
    files, result = filed(store, path)
    # The new time would be refused once the visit was handed in; the manager who signs agrees to it.
    assert reasons(files) == {}
    assert result.updated == 1
    (file,) = looked_at(store, path)
    assert changes(file.differences[0]) == {}


def figures(path: Path) -> dict[str, Any]:
    """Label of a total → what LibreOffice works out."""
    book = openpyxl.load_workbook(path, data_only=True)
    found = {}
    for row in book.worksheets[0].iter_rows():
        for place, cell in enumerate(row):
            if isinstance(cell.value, str) and cell.value.startswith(
                ("合计", "权重合计", "综合得分")
            ):
                found[cell.value] = next(
                    (each.value for each in row[place + 1 :] if each.value is not None), None
                )
    return found


def test_totals_agree_with_what_is_worked_out(store: Store, office: Office, tmp_path: Path) -> None:
    claim = out(
        store, tmp_path / "claim.xlsx", "expense_claim", office.claim,
        {"kam_lines_r4_amount": 19.5, "kam_lines_r5_amount": 10, "kam_lines_r5_currency": "美元"},
    )  # fmt: skip
    budget = out(
        store,
        tmp_path / "budget.xlsx",
        "visit_application",
        office.submitted,
        {"kam_budget_r2_amount": 20.25},
    )
    card = out(store, tmp_path / "card.xlsx", "development_application", office.development)
    little = out(
        store, tmp_path / "little.xlsx", "development_evaluation", None,
        {"kam_scores_r1_score": 80, "kam_scores_r2_score": 0},
    )  # fmt: skip
    claim, budget, card, little = convert([claim, budget, card, little], "xlsx", tmp_path / "back")
    with store.read() as session:
        totals = expenses.totals(expenses.lines(session, office.claim))
        scores = development.rows(session, DevelopmentScore, office.development)
        points = total((each.weight, each.score) for each in scores)
    assert totals == {"CNY": Decimal("880.50"), "USD": Decimal("88.20")}
    # A line without currency is in the default one; a currency by its Chinese name counts, too.
    assert figures(claim) == {"合计 (CNY)": 900, "合计 (USD)": 98.2}
    assert figures(budget) == {"合计": 320.25}
    # (25·80 + 15·70 + 10·90 + 20·60 + 15·75) / 85, for one criterion of weight 15 is unknown.
    assert points.value == Decimal("73.8")
    assert figures(card)["综合得分"] == 73.8
    assert figures(card)["权重合计"] == 100
    assert figures(little)["综合得分"] == "资料不足"


@pytest.mark.skipif(PDFINFO is None, reason="poppler is not installed")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_printed_forms_are_one_page_wide(
    store: Store, office: Office, tmp_path: Path, language: str
) -> None:
    files = [
        out(store, tmp_path / f"{key}.xlsx", key, record, language=language)
        for key, record in office.records().items()
    ]
    two_pages = {"development_application", "reception_plan"}
    for path in convert(files, "pdf", tmp_path / "print"):
        info = subprocess.run(
            ["pdfinfo", str(path)], check=True, capture_output=True, text=True, timeout=60
        ).stdout
        pages = 5 if path.stem == "project_sheet" else 2 if path.stem in two_pages else 1
        assert f"Pages:           {pages}\n" in info, path.stem
        assert "A4" in info
