"""The example of docs/adding.md, done: one model file and one migration, and the field is everywhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from kamdesk.store.migrate import newest_revision

ROOT = Path(__file__).resolve().parent.parent
BEFORE = "    market_share: Mapped"
"""The line of `industry`'s successor: the new field goes before it."""

PROBE = """
import json, sys
from pathlib import Path

from kamdesk.i18n import message, set_language
from kamdesk.model.account import Account
from kamdesk.store import changes, search
from kamdesk.store.opening import open_store
from kamdesk.work import lists
from kamdesk.work.accounts import change_account
from kamdesk.work.history_lines import lines

home = Path(sys.argv[1])
set_language("zh")
store = open_store(home)
found = {}
with store.read() as session:
    query = lists.ListQuery("Account", ("name", "export_licence"), sort="export_licence")
    found["list"] = [list(row[1:]) for row in lists.page(session, query, 0, 10)]
    where = (lists.Condition("export_licence", "contains", ("0042",)),)
    found["filter"] = lists.count(session, query.with_(conditions=where))
    found["search"] = [hit.title for hit in search.find(session, "0042-x")]
    account_id = lists.ids(session, query)[0]
with store.change(message("Change")) as session:
    change_account(session, session.get(Account, account_id), {"export_licence": "0099"})
with store.read() as session:
    entries = changes.history(session, record="Account", record_id=account_id, limit=1)
    found["history"] = [[line.field, line.before, line.after] for line in lines(session, entries)]
store.undo()

from PySide6.QtWidgets import QWidget
from kamdesk.ui.app import Program

program = Program(store)
program.window.show()
tab = program.window.show_tab("accounts")
tab.show_account(account_id)
tab.detail.show_page("archive")
program.application.processEvents()
names = {each.accessibleName() for each in tab.findChildren(QWidget)}
found["window"] = "出口许可证号" in names
program.window.replaced = True
program.window.close()
from kamdesk.ui import jobs
jobs.shut_down()
store.close()
print(json.dumps(found, ensure_ascii=False))
"""


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with the two blocks of the page applied."""
    folder = tmp_path_factory.mktemp("branch")
    for part in ("kamdesk", "migrations", "resources"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    page = (ROOT / "docs/adding.md").read_text(encoding="utf-8")
    field, migration = (
        textwrap.dedent(block)
        for block in re.findall(r"^   ```python\n(.*?)^   ```", page, re.S | re.M)[:2]
    )
    model = folder / "kamdesk/model/account.py"
    text = model.read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    model.write_text(
        text.replace(BEFORE, textwrap.indent(field, "    ") + BEFORE), encoding="utf-8"
    )
    newest = int(newest_revision())
    migration = re.sub(r"^revision = .*", f'revision = "{newest + 1:04}"', migration, flags=re.M)
    migration = re.sub(
        r"^down_revision = .*", f'down_revision = "{newest:04}"', migration, flags=re.M
    )
    script = folder / f"migrations/versions/{newest + 1:04}_export_licence.py"
    script.write_text(migration, encoding="utf-8")
    return folder


def run(branch: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(branch), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=branch,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_field_declared_once_is_everywhere(branch: Path, home: Path, tmp_path: Path) -> None:
    # The data folder is one of the program before the change: opening it migrates.
    def kamdesk(*arguments: str) -> str:
        return run(branch, "-m", "kamdesk", "--home", str(home), "--lang", "zh", *arguments)

    listed = tmp_path / "list.csv"
    listed.write_text("客户名称,出口许可证\n澜川重工,0042-X\n", encoding="utf-8")
    kamdesk("import", str(listed))
    exported = tmp_path / "out.csv"
    kamdesk("export", "accounts", "--out", str(exported))
    assert "出口许可证号" in exported.read_text(encoding="utf-8-sig")
    assert "0042-X" in exported.read_text(encoding="utf-8-sig")
    whole = tmp_path / "all.json"
    kamdesk("export", "--all", "--out", str(whole))
    assert '"export_licence":"0042-X"' in whole.read_text(encoding="utf-8").replace(" ", "")

    assert "kam_account_export_licence" in kamdesk("form", "names", "archive")
    form = tmp_path / "form.xlsx"
    kamdesk("form", "fill", "archive", "--for", "澜川重工", "--out", str(form))
    kamdesk("undo")
    kamdesk("form", "read", str(form), "--apply")

    probe = tmp_path / "probe.py"
    probe.write_text(PROBE, encoding="utf-8")
    found = run(branch, str(probe), str(home)).strip().splitlines()[-1]
    assert json.loads(found) == {
        "list": [["澜川重工", "0042-X"]],
        "filter": 1,
        "search": ["澜川重工"],
        "history": [["出口许可证号", "0042-X", "0099"]],
        "window": True,
    }
