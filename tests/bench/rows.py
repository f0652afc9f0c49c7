"""The rows of the table. To add one: write its `prepare`, declare it in `ROWS` with its goal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.store import list_indexes, search
from kamdesk.store.store import Store
from kamdesk.work import account_views, accounts, demo, lists, timeline
from kamdesk.work.lists import Condition, ListQuery
from tests.bench import data, deal_rows, running_rows, visit_rows, windows
from tests.bench.acts import pages, reading
from tests.bench.harness import Act, Pair, Row
from tests.bench.room import Room, plain_connection, replay

_SHOWN = ("tier", "name", "status", "owner_id", "region", "completeness", "next_contact_on")
_LIST = ListQuery("Account", _SHOWN)
_KEY = (Condition("status", "is", ("active", "developing")),)
_TIER_A = (Condition("tier", "is", ("A",)),)
_SORTS = ("name", "tier", "status", "owner_id", "region", "completeness", "next_contact_on")
_OTHER_SORTS = ("yearly_sales", "industry", "employee_count")
_TYPED = (
    "澜", "重", "川", "江", "澜川", "重工", "半导", "南通", "澜川重", "半导体", "孟怀谨", "祝晚舟",
    "lc", "bdt", "lczg", "mhj", "zws", "ntlc", "0513", "4711", "ka-2021", "c1000", "office12",
)  # fmt: skip
_IMPORTED = 10_000


def list_first_pages(room: Room) -> Pair:
    """Every column of the list both ways, and two filters."""
    sorts = [_LIST.with_(sort=sort, descending=down) for sort in _SORTS for down in (False, True)]
    filters = [_LIST.with_(sort="name", conditions=each) for each in (_KEY, _TIER_A)]
    return pages(room, [(query, 0) for query in sorts + filters])


def list_deep_pages(room: Room) -> Pair:
    """The same in the middle and near the end."""
    sorts = [_LIST.with_(sort=sort, descending=down) for sort in _SORTS for down in (False, True)]
    found = [(query, offset) for query in sorts for offset in (25_000, 49_000)]
    return pages(room, [*found, (_LIST.with_(sort="name", conditions=_KEY), 12_000)])


def list_sorts_without_index(room: Room) -> Pair:
    """What somebody waits for who is the first to sort by a column; its index is made after that. Stands before the
    next row, which makes the indexes."""
    return pages(room, [(_LIST.with_(sort=sort), 0) for sort in _OTHER_SORTS])


def list_other_sorts(room: Room) -> Pair:
    """The same columns once the window has had their indexes made."""
    for sort in _OTHER_SORTS:
        list_indexes.make(room.large, sort)
    queries = [_LIST.with_(sort=sort) for sort in _OTHER_SORTS]
    return pages(room, [(query, offset) for query in queries for offset in (0, 25_000)])


def list_count(room: Room) -> Pair:
    """How many rows a filter leaves."""
    queries = [_LIST, _LIST.with_(conditions=_KEY), _LIST.with_(conditions=_TIER_A)]
    counts = [lambda session, query=query: lists.count(session, query) for query in queries]
    return Pair([reading(room.large, each) for each in counts])


def search_list(room: Room) -> Pair:
    """What the list does for each key: count, and the first page."""

    def typed(text: str) -> Callable[[Session], object]:
        query = _LIST.with_(text=text, sort="name")
        return lambda session: (
            lists.count(session, query),
            lists.page(session, query, 0, 100),
        )

    return Pair([reading(room.large, typed(text)) for text in _TYPED])


def search_everything(room: Room) -> Pair:
    """What the palette does for each key: accounts and people."""
    return Pair(
        [
            reading(room.large, lambda session, text=text: search.find(session, text))
            for text in _TYPED
        ]
    )


def open_account(room: Room) -> Pair:
    """An account with people and five years of history, all its pages."""
    with room.large.change(message("History")) as session:
        account = session.get_one(Account, 77)
        for month in range(60):
            day = date(2021 + month // 12, month % 12 + 1, 3)
            accounts.set_status(session, account, ("active", "ordinary")[month % 2], day)
    for number in range(60):
        with room.large.change(message("Save account")) as session:
            accounts.change_account(session, session.get_one(Account, 77), {"fax": f"1555{number}"})

    def sheet(session: Session) -> object:
        return account_views.load_sheet(session, 77), timeline.timeline(session, 77)

    return Pair(
        [reading(room.large, sheet)],
        [replay(room.plain, room.statements(room.large, sheet))],
    )


def save_record(room: Room) -> Pair:
    """One field of one account, with history, search text and undo."""
    numbers = iter(range(1_000_000))

    def save() -> object:
        with room.large.change(message("Save account")) as session:
            account = session.get_one(Account, 4711)
            accounts.change_account(session, account, {"remarks": f"第 {next(numbers)} 次"})
        return None

    room.plain.execute("CREATE TABLE IF NOT EXISTS bench(id INTEGER PRIMARY KEY, text TEXT)")

    def floor() -> object:
        room.plain.execute("BEGIN IMMEDIATE")
        room.plain.execute("INSERT INTO bench(text) VALUES ('an account')")
        room.plain.execute("INSERT INTO bench(text) VALUES ('its history')")
        room.plain.execute("COMMIT")
        return None

    return Pair([save], [floor])


def _list_file(room: Room) -> Path:
    """A list of 10,000 customers with 40 columns."""
    from kamdesk.exchange.export import export_list, full_query

    file = room.folder / "list.xlsx"
    if not file.exists():
        with room.large.read() as session:
            columns = full_query(session, "accounts").columns
            names = [name for name in columns if name not in ("owner_id", "parent_id")][:40]
            query = ListQuery(
                "Account", tuple(names), (Condition("account_code", "at_most", ("C1010000",)),)
            )
            rows = export_list(session, query, file)
        assert rows == _IMPORTED, rows
    return file


def import_list(room: Room) -> Pair:
    """A list of 10,000 × 40 into an empty folder."""
    import python_calamine

    from kamdesk.exchange.importing import import_files
    from kamdesk.exchange.plan import ImportOptions

    file = _list_file(room)
    stores: list[Store] = []

    def fresh() -> object:
        while stores:
            stores.pop().close()
        stores.append(room.fresh("imported"))
        return None

    def act() -> object:
        report = import_files(stores[0], [file], options=ImportOptions(same_name=True))
        assert report.files[0].dump()["created"] == _IMPORTED
        return None

    def floor() -> object:
        rows = python_calamine.load_workbook(str(file)).get_sheet_by_index(0).to_python()
        connection = plain_connection(stores[0].home) if stores else room.plain
        columns = ", ".join(f"c{number}" for number in range(len(rows[0])))
        connection.execute("DROP TABLE IF EXISTS bench_list")
        connection.execute(f"CREATE TABLE bench_list({columns})")
        connection.execute("BEGIN")
        places = ", ".join("?" for _cell in rows[0])
        connection.executemany(
            f"INSERT INTO bench_list VALUES ({places})",
            [tuple(map(str, row)) for row in rows[1:]],
        )
        connection.execute("COMMIT")
        connection.execute("DROP TABLE bench_list")
        return None

    return Pair([act], [floor], fresh)


def undo_import(room: Room) -> Pair:
    """Taking that import back."""
    from kamdesk.exchange.importing import import_files
    from kamdesk.exchange.plan import ImportOptions

    store = room.fresh("undone")
    import_files(store, [_list_file(room)], options=ImportOptions(same_name=True))

    def again() -> object:
        return store.redo()

    def floor() -> object:
        """The same rows deleted by a statement a table, then put back (a bare DELETE would not look at the rows)."""
        connection = plain_connection(store.home)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("BEGIN IMMEDIATE")
        for table in ("account_status_change", "account_tier_change", "account"):
            connection.execute(f"DELETE FROM {table} WHERE id > 0")
        connection.execute("ROLLBACK")
        connection.close()
        return None

    return Pair([store.undo], [floor], again)


def export_list_row(room: Room) -> Pair:
    """10,000 rows of 40 columns to xlsx."""
    import python_calamine
    import xlsxwriter

    from kamdesk.exchange.export import export_list, full_query

    file = _list_file(room)
    cells = python_calamine.load_workbook(str(file)).get_sheet_by_index(0).to_python()

    def act() -> object:
        with room.large.read() as session:
            columns = full_query(session, "accounts").columns
            names = [name for name in columns if name not in ("owner_id", "parent_id")][:40]
            query = ListQuery(
                "Account", tuple(names), (Condition("account_code", "at_most", ("C1010000",)),)
            )
            return export_list(session, query, room.folder / "out.xlsx")

    def floor() -> object:
        book = xlsxwriter.Workbook(str(room.folder / "floor.xlsx"), {"constant_memory": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        for number, row in enumerate(cells):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                elif isinstance(value, int | float):
                    sheet.write_number(number, place, value)
                elif value:
                    sheet.write_string(number, place, value)
        book.close()
        return None

    return Pair([act], [floor])


def fill_form(room: Room) -> Pair:
    """One archive form from the records."""
    import openpyxl

    file = room.folder / "form.xlsx"
    act = _filling(room, 1, file)
    act()

    def floor() -> object:
        openpyxl.load_workbook(file).save(room.folder / "floor-form.xlsx")
        return None

    return Pair([act], [floor])


def _filling(room: Room, account_id: int, file: Path) -> Act:
    from kamdesk.forms.data import edition
    from kamdesk.forms.layouts import form_kind
    from kamdesk.forms.write import write_form

    def act() -> object:
        with room.small.read() as session:
            kind = form_kind("archive")
            form = kind.declare(session)
            write_form(file, form, edition(session), kind.collect(session, form, account_id))
        return None

    return act


def read_forms(room: Room) -> Pair:
    """200 archive forms, compared with what is known."""
    import openpyxl

    from kamdesk.forms import batch
    from kamdesk.forms.layouts import form_kind

    folder = room.folder / "forms"
    folder.mkdir(exist_ok=True)
    for number in range(200):
        source = room.folder / f"source-{number % 60 + 1}.xlsx"
        if not source.exists():
            _filling(room, number % 60 + 1, source)()
        (folder / f"{number:03}.xlsx").write_bytes(source.read_bytes())

    def act() -> object:
        with room.small.read() as session:
            form = form_kind("archive").declare(session)
            files = batch.read_many([folder], batch.reader(session))
            batch.compare_many(session, {form.key: form}, files)
        assert sum(len(file.differences) for file in files) == 200
        return None

    def floor() -> object:
        for file in folder.iterdir():
            book = openpyxl.load_workbook(file)
            _cells: Any = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
        return None

    return Pair([act], [floor])


def start(room: Room) -> Pair:
    """From the start of the process, as users start it, to the first list painted."""
    store = room.fresh("start")
    demo.load(store)
    store.close()
    return Pair([windows.start_of(store.home)], [windows.bare_start(store.home)])


def unresponsive(room: Room) -> Pair:
    """The longest the window does not answer while one types, sorts, scrolls and walks at 50,000 accounts."""
    home = data.copy_of(data.large_home(), room.folder / "window")
    return Pair([windows.longest_silence(home)])


ROWS: tuple[Row, ...] = (
    Row("start to the first list painted", start, ratio=1.25, rounds=7),
    Row("list: first pages", list_first_pages, ratio=2, milliseconds=16),
    Row("list: deep pages", list_deep_pages, ratio=2, milliseconds=16, rounds=3),
    Row("list: first sort by a column, no index yet", list_sorts_without_index, rounds=3),
    Row("list: sorted by it later, its index made", list_other_sorts, ratio=2, milliseconds=16, rounds=3),
    Row("list: counting", list_count, milliseconds=16),
    Row("search: the list as one types", search_list, milliseconds=16, rounds=3),
    Row("search: everything as one types", search_everything, milliseconds=16, rounds=3),
    Row("open an account with its history", open_account, ratio=2, milliseconds=50, rounds=15),
    *visit_rows.ROWS,
    *deal_rows.ROWS,
    *running_rows.ROWS,
    Row("save one record with history", save_record, ratio=3, rounds=25),
    Row("import a list of 10,000 × 40", import_list, ratio=2, rounds=3),
    Row("undo that import", undo_import, ratio=3, rounds=3),
    Row("export 10,000 × 40", export_list_row, ratio=1.2, rounds=3),
    Row("fill one archive form", fill_form, ratio=1.3, rounds=7),
    Row("read 200 archive forms", read_forms, ratio=1.3, rounds=1),
    Row("longest the window does not answer", unresponsive, milliseconds=50, rounds=1),
)  # fmt: skip
