"""The house itself: what is pinned, what is tracked, who may import whom, and what starting costs."""

from __future__ import annotations

import doctest
import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import kamdesk

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([0-9][0-9A-Za-z.]*)$")


def pins(name: str) -> dict[str, str]:
    """Canonical name → version of every pinned line in the requirements file `name`; other lines must be harmless."""
    found = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#") or line == "-r requirements.txt":
            continue
        match = PIN.match(line)
        assert match, f"{name}: {line!r} is not name==version"
        found[canonicalize_name(match[1])] = match[2]
    return found


def needed_by(names: list[str]) -> set[str]:
    """The named distributions and everything they need on this machine."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        found.add(name)
        for text in metadata.requires(name) or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return found


def project_files() -> list[Path]:
    """Every text of the project, found without git: a copy of the tree has to pass as well."""
    top = [path for path in ROOT.iterdir() if path.is_file()]
    folders = ("kamdesk", "migrations", "resources", "tests", "tools", "docs", ".ci")
    inside = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    binary = {".pyc", ".mo", ".png", ".xls", ".xlsx", ".ods", ".sqlite"}
    return [path for path in top + inside if path.suffix not in binary]


def test_every_dependency_is_pinned_within_what_the_project_asks_for() -> None:
    pinned = pins("requirements.txt")
    for text in PROJECT["dependencies"]:
        requirement = Requirement(text)
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not pinned in requirements.txt"
        assert requirement.specifier.contains(version), (
            f"{text} does not allow the pinned {version}"
        )


def test_every_development_dependency_is_pinned() -> None:
    pinned = pins("requirements.txt") | pins("requirements-dev.txt")
    for group in PROJECT["optional-dependencies"].values():
        for text in group:
            requirement = Requirement(text)
            version = pinned.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement.name} is pinned nowhere"
            assert requirement.specifier.contains(version), f"{text} does not allow {version}"


def test_what_the_dependencies_bring_is_pinned_too_and_nothing_else() -> None:
    asked = [Requirement(text).name for text in PROJECT["dependencies"]]
    assert set(pins("requirements.txt")) == needed_by(asked)


def test_the_environment_has_the_pinned_versions() -> None:
    for name, version in (pins("requirements.txt") | pins("requirements-dev.txt")).items():
        assert metadata.version(name) == version, name


def test_package_and_project_agree_on_the_version() -> None:
    assert kamdesk.__version__ == PROJECT["version"]


def test_no_file_names_a_place_of_one_machine() -> None:
    # Joined here, or this file would find itself.
    place = re.compile("/(" + "|".join(["work", "tmp", "root", "farm"]) + ")/")
    offenders = []
    for path in project_files():
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        for number, line in enumerate(lines, start=1):
            if place.search(line) or str(ROOT) in line:
                offenders.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert offenders == []


def test_imports_keep_to_the_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlinter.application.use_cases import SUCCESS, lint_imports
    from importlinter.configuration import configure

    monkeypatch.chdir(ROOT)
    configure()
    assert lint_imports(cache_dir=None) == SUCCESS


def test_every_contract_says_why() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts = tool["importlinter"]["contracts"]
    assert len(contracts) >= 5
    for contract in contracts:
        _what, colon, why = contract["name"].partition(": ")
        assert colon, contract["name"]
        assert len(why.split()) >= 5, contract["name"]


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    code = (
        "import sys, json, kamdesk.cli;"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False, text=True
    )
    assert ran.returncode == 0, ran.stderr
    loaded = set(json.loads(ran.stdout))
    heavy = {"PySide6", "shiboken6", "matplotlib", "numpy", "openpyxl", "alembic"}
    heavy |= {"pypinyin", "xlsxwriter", "python_calamine", "holidays", "lunardate", "icalendar"}
    assert loaded & heavy == set()
    assert "kamdesk" in loaded


def test_what_the_first_list_is_made_of_maps_no_project() -> None:
    """Mapping all classes takes longer than the first list may; who needs them asks when they are needed."""
    code = (
        "import sys, kamdesk.work.agenda, kamdesk.work.visits, kamdesk.work.lists, kamdesk.work.rules;"
        "print('kamdesk.model.project' in sys.modules, 'kamdesk.model.strategy' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert ran.stdout.split() == ["False", "False"]


def test_make_help_lists_every_command() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    shown = re.findall(r"^  make ([a-z-]+) +\S", listed.stdout, re.MULTILINE)
    assert shown == phony[1].split()
    assert {"run", "test", "lint", "format", "bench", "shots", "wheel", "bundle"} <= set(shown)


def test_the_examples_of_the_readme_are_true() -> None:
    failed, tried = doctest.testfile(
        str(ROOT / "README.md"), module_relative=False, encoding="utf-8"
    )
    assert tried > 0
    assert failed == 0
