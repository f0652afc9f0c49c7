"""Exit statuses, and what reaches the user when something is wrong: one sentence, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kamdesk.store.opening import open_store
from tests.cli.conftest import Call

ROOT = Path(__file__).resolve().parents[2]


def kamdesk(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kamdesk", *map(str, arguments)],
        cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("export",),
        ("export", "accounts"),
        ("export", "accounts", "--all", "--out", "x.json"),
        ("export", "accounts", "--out", "x.csv", "--filter", "no_such_field=1"),
        ("undo", "0"),
        ("settings", "get", "no_such_setting"),
        ("settings", "set", "department"),
        ("history", "nobody"),
        ("form", "fill", "archive", "--for", "nobody", "--out", "x.xlsx"),
        ("form",),
    ],
)
def test_wrong_use_is_2(call: Call, arguments: tuple[str, ...]) -> None:
    answer = call(*arguments)
    assert answer.status == 2
    assert answer.err
    assert answer.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("settings", "set", "backup_minutes", "often"),
        ("settings", "set", "archive_no_pattern", "KA-{year}"),
        ("form", "blank", "no_such_form", "--out", "x.xlsx"),
        ("export", "--all", "--out", "everything.csv"),
    ],
)
def test_a_refusal_is_5(call: Call, arguments: tuple[str, ...]) -> None:
    assert call(*arguments).status == 5


def test_a_file_that_cannot_be_read_is_4(call: Call, tmp_path: Path) -> None:
    text = tmp_path / "letter.xlsx"
    text.write_text("Dear customer", encoding="utf-8")
    for arguments in (("import", text), ("form", "read", text), ("restore", text)):
        answer = call(*arguments)
        assert answer.status == 4, arguments
        assert "letter.xlsx" in answer.err
    assert call("import", tmp_path / "missing.csv").status == 4


def test_a_folder_in_use_is_3_for_writing_and_readable_all_the_same(call: Call, home: Path) -> None:
    store = open_store(home)
    try:
        assert call("undo").status == 3
        assert call("history").status == 0
    finally:
        store.close()


def test_a_server_is_refused_in_one_sentence(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = call("--database", "postgresql://server/kamdesk", "history")
    assert answer.status == 3
    assert "local file" in answer.err
    monkeypatch.setenv("KAMDESK_DATABASE", "postgresql://server/kamdesk")
    assert call("history").status == 3


def test_a_failure_with_json_is_one_object_too(call: Call) -> None:
    answer = call("settings", "get", "no_such_setting", "--json")
    assert answer.json["status"] == 2
    assert answer.json["error"] in answer.err


def test_our_own_fault_goes_to_the_log_and_not_to_the_user(
    call: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kamdesk.work import settings

    def broken(_session: object) -> object:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(settings, "get_all", broken)
    answer = call("settings")
    log = home / "logs" / "kamdesk.log"
    assert answer.status == 70
    assert "Traceback" not in answer.err
    assert str(log) in answer.err
    assert "a fault of ours" in log.read_text(encoding="utf-8")


def test_common_options_stand_before_and_behind_the_command(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = kamdesk("--home", home, "--json", "--lang", "en", "settings", "get", "theme")
    behind = kamdesk("settings", "get", "theme", "--home", home, "--json", "--lang", "en")
    assert before.returncode == behind.returncode == 0
    assert before.stdout == behind.stdout == '{\n  "theme": "system"\n}\n'


def test_the_environment_names_the_folder(tmp_path: Path) -> None:
    home = tmp_path / "by-environment"
    assert kamdesk("settings", "set", "theme", "dark", KAMDESK_HOME=str(home)).returncode == 0
    assert (home / "kamdesk.db").exists()


def test_chinese_gets_through_a_pipe_without_a_locale(tmp_path: Path) -> None:
    ran = kamdesk(
        "--home", tmp_path / "home", "--lang", "zh", "settings", LC_ALL="C", PYTHONUTF8="0"
    )
    assert ran.returncode == 0
    assert "界面语言" in ran.stdout


def test_help_and_version_need_neither_folder_nor_database(tmp_path: Path) -> None:
    home = tmp_path / "untouched"
    assert kamdesk("--home", home, "--version").stdout.startswith("kamdesk ")
    assert kamdesk("--home", home, "import", "--help").returncode == 0
    assert not home.exists()
    code = (
        "import sys; from kamdesk.cli import main; main(['undo', '--help']);"
        "print('sqlalchemy' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines()[-1] == "False"


def test_without_a_display_the_window_is_refused(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("other systems always have one")
    ran = kamdesk(
        "--home", tmp_path / "home", "--lang", "en",
        DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="",
    )  # fmt: skip
    assert ran.returncode == 2
    assert "There is no display" in ran.stderr
