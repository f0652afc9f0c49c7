"""Kills a working process again and again (kill -9) and looks whether the data folder kept its word.

    python -m tools.kill_test --rounds 200

A child process saves, imports in bulk, undoes, migrates, backs up or restores in a loop, and says what it begins and
what it was told is done. It is killed at a random moment. Then the folder is opened: everything acknowledged has to be
there whole, everything else whole or not at all, the file sound, the checks without findings. Ends with status 1 and
the reasons if the folder broke its word once.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.store import backup, migrate, plain
from kamdesk.store.check import run_checks
from kamdesk.store.opening import open_store
from kamdesk.store.recorder import insert_many
from kamdesk.store.restore import restore
from kamdesk.store.store import DATABASE_NAME, Store

ROOT = Path(__file__).resolve().parent.parent
IMPORT_SIZE = 1500
"""Accounts in one bulk import, each with a person."""
OLD_SIZE = 4000
"""Accounts in the folder of the first schema that the migrating child is given."""
LONGEST = {"save": 0.8, "import": 2.5, "undo": 1.5, "migrate": 0.9, "backup": 0.8, "restore": 1.2}
"""What the child does → seconds within which it is killed, counted from when it begins."""


# ---------------------------------------------------------------------------------------------------- the child


def say(word: str, tag: str) -> None:
    """Tells the parent; only what was flushed counts as acknowledged."""
    print(word, tag, flush=True)


def save(store: Store, tag: str) -> None:
    """One account with its person, as a window saves it."""
    with store.change(message("Save")) as session:
        account = Account(name=f"{tag} 客户", phone=tag)
        session.add(account)
        session.flush()
        session.add(Contact(account_id=account.id, full_name=tag, lunar_birthday=False))


def import_many(store: Store, tag: str) -> None:
    """Thousands of rows in one change."""
    usual = {"phone": tag, "status": "prospect", "custom": {}, "not_applicable": {}}
    rows = [{"name": f"{tag} {n}", **usual} for n in range(IMPORT_SIZE)]
    with store.change(message("Import")) as session:
        ids = insert_many(session, Account, rows)
        people = [
            {"account_id": each, "full_name": tag, "lunar_birthday": False, "custom": {}}
            for each in ids
        ]
        insert_many(session, Contact, people)


def child(mode: str, home: Path, prefix: str) -> None:
    """Works until it is killed."""
    if mode == "migrate":
        say("ready", "-")
        open_store(home).close()
        say("done", "migrated")
    elif mode == "restore":
        copies = {each.reason: each.path for each in backup.list_backups(home)}
        say("ready", "-")
        while True:
            for reason in ("import", "merge"):
                say("begin", reason)
                restore(home, copies[reason])
                say("done", reason)
    else:
        store = open_store(home)
        say("ready", "-")
        number = 0
        while True:
            number += 1
            tag = f"{prefix}-{number}"
            work = import_many if mode in ("import", "undo") else save
            say("begin", tag)
            work(store, tag)
            say("done", tag)
            if mode in ("import", "undo"):
                say("undo", tag)
                store.undo()
                say("undone", tag)
            if mode == "undo":
                say("redo", tag)
                store.redo()
                say("redone", tag)
                say("undo", tag)
                store.undo()
                say("undone", tag)
            if mode == "backup":
                backup.back_up(store, "regular")


# --------------------------------------------------------------------------------------------------- the parent


@dataclass
class Outcome:
    """What was seen over all rounds."""

    rounds: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    interrupted_whole: int = 0
    """Begun, not acknowledged, and there."""
    interrupted_absent: int = 0
    left_wal: int = 0
    """Rounds after which SQLite had something to recover."""
    broken: list[str] = field(default_factory=list)


def counted(connection: sqlite3.Connection, query: str) -> dict[str, int]:
    """The two columns of `query` as a dictionary."""
    return dict(connection.execute(query).fetchall())


def rows_of(database: Path) -> dict[str, tuple[int, int]]:
    """Tag → number of accounts and of persons, read without the program."""
    with plain.connected(database, read_only=True) as connection:
        accounts = counted(connection, "SELECT phone, count(*) FROM account GROUP BY phone")
        people = counted(connection, "SELECT full_name, count(*) FROM contact GROUP BY full_name")
    return {tag: (accounts.get(tag, 0), people.get(tag, 0)) for tag in accounts | people}


class Run:
    """The folders of one run and what has to be in them."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self.chance = chance
        self.outcome = Outcome()
        self.homes: dict[str, Path] = {}
        self.expected: dict[str, dict[str, int]] = {mode: {} for mode in LONGEST}
        """Mode → tag → accounts (and persons) that have to be there."""
        self.old = self.make_old()
        self.restorable = self.make_restorable()

    def make_old(self) -> Path:
        """A folder of the first schema, with rows."""
        home = self.folder / "old"
        home.mkdir()
        database = home / DATABASE_NAME
        database.touch()
        migrate.upgrade(database, revision="0001")
        moment = "2026-01-01T00:00:00.000000"
        with plain.connected(database) as connection:
            connection.execute("BEGIN")
            connection.executemany(
                "INSERT INTO account (id, uid, created_at, updated_at, created_by, version, name, phone, status,"
                " completeness, sort_name, not_applicable, custom)"
                " VALUES (?, ?, ?, ?, '', 1, ?, 'old', 'prospect', 0, '', '{}', '{}')",
                [(n, f"a{n}", moment, moment, f"old {n}") for n in range(1, OLD_SIZE + 1)],
            )
            connection.executemany(
                "INSERT INTO contact (uid, created_at, updated_at, created_by, version, account_id, full_name,"
                " lunar_birthday, custom) VALUES (?, ?, ?, '', 1, ?, 'old', 0, '{}')",
                [(f"c{n}", moment, moment, n) for n in range(1, OLD_SIZE + 1)],
            )
            connection.executemany(
                "INSERT INTO search_entry VALUES ('Account', ?, ?)",
                [(n, f"old {n}") for n in range(1, OLD_SIZE + 1)],
            )
            connection.execute("COMMIT")
        return home

    def make_restorable(self) -> Path:
        """A folder with two copies, of which the second has a row more than the first."""
        home = self.folder / "restorable"
        store = open_store(home)
        save(store, "one")
        backup.back_up(store, "import")
        save(store, "two")
        backup.back_up(store, "merge")
        store.close()
        return home

    def home_for(self, mode: str, number: int) -> Path:
        """The folder to work in: always the same for a kind of work, so that it meets its own leavings."""
        if mode == "migrate":
            home = self.folder / f"migrate-{number}"
            shutil.copytree(self.old, home)
            return home
        if mode == "restore":
            return self.restorable
        if mode not in self.homes:
            self.homes[mode] = self.folder / mode
            open_store(self.homes[mode]).close()
        return self.homes[mode]

    def round(self, mode: str, number: int) -> None:
        """One child, killed."""
        home = self.home_for(mode, number)
        command = [sys.executable, "-m", "tools.kill_test", "--child", mode, str(home), str(number)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout is not None
        first = process.stdout.readline()
        if first != "ready -\n":
            process.wait()
            self.outcome.broken.append(f"{mode} {number}: the child did not begin")
            return
        time.sleep(self.chance.uniform(0, LONGEST[mode]))
        process.kill()
        lines = process.stdout.read().splitlines(keepends=True)
        said = [line.split() for line in lines if line.endswith("\n")]  # the last may be half
        process.stdout.close()
        status = process.wait()
        if status != -signal.SIGKILL and not (mode == "migrate" and status == 0):
            self.outcome.broken.append(f"{mode} {number}: the child ended by itself, {status}")
        wal = home / f"{DATABASE_NAME}-wal"
        self.outcome.left_wal += wal.exists() and wal.stat().st_size > 0
        self.outcome.rounds[mode] += 1
        problems = self.look(mode, home, said)
        self.outcome.broken += [f"{mode} {number}: {problem}" for problem in problems]
        if mode == "migrate":
            shutil.rmtree(home)

    def look(self, mode: str, home: Path, said: list[list[str]]) -> list[str]:
        """What is wrong with the folder after the kill."""
        database = home / DATABASE_NAME
        self.outcome.acknowledged += sum(
            word in ("done", "undone", "redone") for word, _tag in said
        )
        if mode == "migrate":
            revision = migrate.revision_of(database, recover=True)
            if revision not in ("0001", migrate.newest_revision()):
                return [f"half migrated: {revision}"]
            if ["done", "migrated"] not in said:
                self.outcome.interrupted_whole += revision != "0001"
                self.outcome.interrupted_absent += revision == "0001"
        store = open_store(home)
        try:
            with plain.connected(database, read_only=True) as connection:
                problems = plain.problems(connection, thorough=True)
                problems += [str(row) for row in connection.execute("PRAGMA foreign_key_check")]
            if (
                mode != "migrate"
            ):  # the old rows were not made by the program and have no search text
                problems += [finding.text for finding in run_checks(store)]
            found = rows_of(database)
        finally:
            store.close()
        if mode == "migrate":
            return problems + ([] if found == {"old": (OLD_SIZE, OLD_SIZE)} else [str(found)])
        if mode == "restore":
            return problems + self.compare_restored(found, said)
        problems += self.compare(mode, found, said)
        problems += [
            f"{each.path.name} is damaged"
            for each in backup.list_backups(home)
            if mode == "backup" and not backup.is_sound(each.path)
        ]
        return problems

    def compare(
        self, mode: str, found: dict[str, tuple[int, int]], said: list[list[str]]
    ) -> list[str]:
        """Acknowledged work against what is there; what the last unacknowledged step did is settled afterwards."""
        expected = self.expected[mode]
        size = IMPORT_SIZE if mode in ("import", "undo") else 1
        open_tag = None
        for word, tag in said:
            if word in ("done", "redone"):
                expected[tag] = size
            elif word == "undone":
                expected[tag] = 0
            open_tag = tag if word in ("begin", "undo", "redo") else None
        problems = []
        if open_tag is not None:
            there = found.get(open_tag, (0, 0))
            if there == (size, size):
                self.outcome.interrupted_whole += 1
            elif there == (0, 0):
                self.outcome.interrupted_absent += 1
            else:
                problems.append(f"half of {open_tag}: {there}")
            expected[open_tag] = there[0]
        for tag, count in expected.items():
            if found.get(tag, (0, 0)) != (count, count):
                problems.append(f"{tag} should be {count}, is {found.get(tag)}")
        problems += [f"{tag} was never begun" for tag in found.keys() - expected.keys()]
        return problems

    def compare_restored(
        self, found: dict[str, tuple[int, int]], said: list[list[str]]
    ) -> list[str]:
        """The folder holds one copy or the other, and the one acknowledged unless another restore was begun."""
        states = {"import": {"one"}, "merge": {"one", "two"}}
        present = set(found)
        if present not in states.values():
            return [f"neither copy: {sorted(present)}"]
        if said and said[-1][0] == "done" and present != states[said[-1][1]]:
            return [f"restored {said[-1][1]}, found {sorted(present)}"]
        if said and said[-1][0] == "begin":
            whole = present == states[said[-1][1]]
            self.outcome.interrupted_whole += whole
            self.outcome.interrupted_absent += not whole
        return []


def main() -> int:
    """Runs the rounds and prints what was seen."""
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("--rounds", type=int, default=200, help="how often to kill (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.add_argument("--child", nargs=3, metavar=("MODE", "HOME", "PREFIX"), help=argparse.SUPPRESS)  # fmt: skip
    options = parser.parse_args()
    if options.child:
        mode, home, prefix = options.child
        child(mode, Path(home), prefix)
        return 0
    folder = Path(tempfile.mkdtemp(prefix="kamdesk-kill-"))
    try:
        run = Run(folder, random.Random(options.seed))
        modes = list(LONGEST)
        for number in range(options.rounds):
            run.round(modes[number % len(modes)], number)
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
    seen = run.outcome
    if options.json:
        print(json.dumps({**vars(seen), "rounds": dict(seen.rounds)}, ensure_ascii=False))
    else:
        print(f"killed {sum(seen.rounds.values())} times: {dict(seen.rounds)}")
        print(f"acknowledged {seen.acknowledged}, all there; unacknowledged at the kill: {seen.interrupted_whole}"
              f" whole, {seen.interrupted_absent} absent; {seen.left_wal} times a log to recover")  # fmt: skip
        for problem in seen.broken:
            print("BROKEN", problem)
    return 1 if seen.broken else 0


if __name__ == "__main__":
    sys.exit(main())
