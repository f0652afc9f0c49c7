"""docs/command-line.md tells every command and every option, and no other."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from kamdesk import i18n
from kamdesk.cli import parser
from kamdesk.cli.command import Status
from kamdesk.cli.commands import COMMANDS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "command-line.md").read_text(
    encoding="utf-8"
)
COMMON = {"-h", "--help", "--home", "--lang", "--database", "--json", "--quiet"}


def section(name: str) -> str:
    found = re.search(rf"^### `{re.escape(name)}`$(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/command-line.md has no section for `{name}`"
    return found[1]


def own_parsers(
    of: argparse.ArgumentParser, name: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb, below in action.choices.items():
                yield from own_parsers(below, f"{name} {verb}".strip())
            return
    yield name, of


def test_every_command_has_a_section_with_its_options() -> None:
    found = dict(own_parsers(parser.build(COMMANDS)))
    assert set(found) == {command.name for command in COMMANDS}
    for name, built in found.items():
        options = {option for action in built._actions for option in action.option_strings}
        told = set(re.findall(r"--[a-z][a-z-]*", section(name)))
        assert told - COMMON == options - COMMON, name


def test_the_page_names_no_command_that_does_not_exist() -> None:
    told = set(re.findall(r"^### `([a-z ]+)`$", PAGE, re.MULTILINE))
    assert told == {command.name for command in COMMANDS}


def test_the_common_options_and_statuses_are_told() -> None:
    for option in COMMON - {"-h"}:
        assert f"`{option}" in PAGE, option
    for status in Status:
        assert re.search(rf"^\| {int(status)} \|", PAGE, re.MULTILINE), status


def test_help_says_something_about_every_command_in_both_languages() -> None:
    language = i18n.language()
    try:
        for code in i18n.LANGUAGES:
            i18n.set_language(code)
            with parser.speaking():
                for name, built in own_parsers(parser.build(COMMANDS)):
                    assert built.description, name
                    helps = [action.help for action in built._actions]
                    assert all(helps), f"{name}: an argument without help"
    finally:
        i18n.set_language(language)
