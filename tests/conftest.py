"""What every test may ask for: a data folder, an open store, a language; and what no test may leave behind."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before anything imports Qt: tests need no display.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from kamdesk import i18n, paths
from kamdesk.paths import write_whole
from kamdesk.store.opening import open_store
from kamdesk.store.store import DATABASE_NAME, Store


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    """Compiles the translations that are older than their source, as `make catalogues` does."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in (paths.resources_dir() / "locale").rglob("*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream)
        # Several test processes may compile at once; each puts a whole file there.
        with write_whole(compiled) as temporary, temporary.open("wb") as stream:
            write_mo(stream, catalogue)


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database at the newest revision, migrated once for all tests of this process."""
    home = tmp_path_factory.mktemp("template")
    open_store(home).close()
    return home / DATABASE_NAME


@pytest.fixture
def home(tmp_path: Path, template_database: Path) -> Path:
    """An empty data folder that nobody has open."""
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copyfile(template_database, folder / DATABASE_NAME)
    return folder


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """An empty data folder, open for writing; closed afterwards."""
    opened = open_store(home)
    opened.user = "tester"
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Tests run in English, unless `@pytest.mark.parametrize("language", ["zh"], indirect=True)` says otherwise."""
    code = getattr(request, "param", "en")
    i18n.set_language(code)
    yield code
    i18n.set_language("en")


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fails a test whose threads still run when it is over."""
    before = set(threading.enumerate())
    yield
    started = [thread for thread in threading.enumerate() if thread not in before]
    # Threads of Qt's pool show up as dummies when they call into Python; Qt itself ends them.
    left = [thread for thread in started if not isinstance(thread, threading._DummyThread)]
    for thread in left:
        thread.join(timeout=5)
    names = [thread.name for thread in left if thread.is_alive()]
    assert not names, f"still running: {names}"
