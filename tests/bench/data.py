"""Generated portfolios to measure with, made once and kept in the system's scratch folder."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from kamdesk.i18n import message
from kamdesk.model.account import Account, AccountStatusChange
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.visit import Visit
from kamdesk.store import migrate
from kamdesk.store.opening import open_store
from kamdesk.store.recorder import insert_many
from kamdesk.store.store import Store
from tests.bench.deal_data import insert_deals

ACCOUNTS = 50_000
CONTACTS_EACH = 3
VISITS_EACH = 6
VISIT_DAY = date(2026, 11, 24)
"""Visits lie within five years before and a month after this day."""
_VERSION = 12
"""Grows when the generated data change, so that kept ones are made anew."""

_PLACES = (
    ("江苏", "南通"), ("江苏", "苏州"), ("江苏", "无锡"), ("浙江", "宁波"), ("浙江", "嘉兴"), ("浙江", "绍兴"),
    ("安徽", "合肥"), ("安徽", "芜湖"), ("上海", "上海"), ("山东", "青岛"), ("湖北", "武汉"), ("重庆", "重庆"),
)  # fmt: skip
_FIRST = "澜禾沐翎北青云望景霁栖芷桐砺陌朗璟岫澹棠霜翊汀槿珩溯骊沅煦柘漱昀沧睿馥溟"
_SECOND = "川曜岭海屿砚麓潮澜梧岸溪原屋羽舟石宁野光禾桥白林汐岚河洲杉"
_TRADES = (
    "重工", "新能源", "轨道装备", "船舶", "半导体", "化工", "食品", "港务", "制药", "电子", "汽车部件", "医疗科技",
    "纺织", "水泥", "物流", "风电科技", "钢铁", "仪器", "水务", "包装", "智能装备", "日化", "农机", "矿业",
)  # fmt: skip
_FORMS = ("有限公司", "股份有限公司", "集团有限公司", "有限责任公司")
_SURNAMES = "孟纪唐冯罗韦贺邵顾祝卞温褚傅蒋韩岳尹舒阮闻佟蓝俞黎易项池楚辛"
_GIVEN = (
    "怀谨",
    "宏声",
    "晚舟",
    "以宁",
    "清砚",
    "致和",
    "临川",
    "知微",
    "望舒",
    "景行",
    "听澜",
    "明远",
    "思齐",
    "云起",
)
_POSITIONS = ("总经理", "采购部长", "设备副总", "财务总监", "生产总监", "技术主管", "董事长")
_ROLES = ("legal_representative", "principal", "main_contact")


def account_rows(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """`count` accounts as plain columns, believable in length and in how often a character occurs."""
    chance = random.Random(seed)
    today = date(2026, 11, 24)
    for number in range(1, count + 1):
        province, city = chance.choice(_PLACES)
        core = chance.choice(_FIRST) + chance.choice(_SECOND)
        name = (
            f"{chance.choice(('', '', city))}{core}{chance.choice(_TRADES)}{chance.choice(_FORMS)}"
        )
        employees = chance.randrange(20, 5000)
        yield {
            "name": name,
            "short_name": core + chance.choice(_TRADES)[:2],
            "archive_no": f"KA-{2020 + number % 7}-{seed}{number:06}" if number % 3 else None,
            "archive_date": today - timedelta(days=number % 2000) if number % 3 else None,
            "account_code": f"C{seed}{number:06}",
            "address": f"{province}省{city}市经济开发区通达路 {number % 900 + 1} 号",
            "postal_code": f"{number % 90 + 10}0000",
            "phone": f"05{number % 90 + 10}-1{chance.randrange(1000):03} {chance.randrange(10_000):04}",
            "email": f"office{number}@c{number}.example" if number % 2 else None,
            "registered_capital": Decimal(chance.randrange(100, 90_000)) * 10_000,
            "registered_capital_currency": "CNY",
            "employee_count": employees,
            "company_size": "大型" if employees > 1000 else "中型",
            "ownership_type": chance.choice(("private", "state_owned", "joint_venture", "listed")),
            "industry": chance.choice(_TRADES),
            "main_products": f"产品甲{number % 17}、产品乙{number % 23}",
            "yearly_sales": Decimal(chance.randrange(100, 900_000)) * 1000,
            "yearly_sales_currency": "CNY",
            "tier": chance.choice("AABBBCCCC"),
            "status": chance.choice(
                ("prospect", "developing", "active", "active", "ordinary", "lost")
            ),
            "region": f"{province}{city}",
            "city": city,
            "country": "中国",
            "next_contact_on": today + timedelta(days=chance.randrange(-60, 200))
            if number % 4
            else None,
            "remarks": "重视现场服务，厂区需提前一天预约门禁" if number % 5 == 0 else None,
            "custom": {},
            "not_applicable": {},
        }


def _contact_rows(account_ids: list[int]) -> Iterator[dict[str, Any]]:
    chance = random.Random(2)
    for account_id in account_ids:
        for place in range(CONTACTS_EACH):
            yield {
                "account_id": account_id,
                "full_name": chance.choice(_SURNAMES) + chance.choice(_GIVEN),
                "position": chance.choice(_POSITIONS),
                "form_role": _ROLES[place],
                "mobile": f"121 {chance.randrange(10_000):04} {chance.randrange(10_000):04}",
                "birth_date": f"19{chance.randrange(55, 99)}-0{chance.randrange(1, 9)}-1{place}",
                "lunar_birthday": False,
                "custom": {},
            }


_SUBJECTS = (
    "框架协议执行情况",
    "变频器运行复核",
    "备件寄售方案",
    "招标前沟通",
    "伺服系统选型",
    "季度回访",
    "商务条件沟通",
)
_NEEDS = ("停产窗口不超过八小时", "备件三天到货", "希望分期付款", "要求同行业案例", "关心能耗数据")


def _visit_rows(account_ids: list[int]) -> Iterator[dict[str, Any]]:
    chance = random.Random(3)
    for account_id in account_ids:
        for place in range(VISITS_EACH):
            day = VISIT_DAY + timedelta(days=chance.randrange(-1800, 31))
            hour = chance.randrange(8, 17)
            held = day <= VISIT_DAY
            yield {
                "account_id": account_id,
                "kind": ("visit", "visit", "callback", "visit", "call", "reception")[place],
                "subject": chance.choice(_SUBJECTS),
                "planned_on": day,
                "planned_from": f"{hour:02}:00",
                "planned_to": f"{hour + 1:02}:30",
                "owner_id": account_id % 20 + 1,
                "state": "closed" if held else "planned",
                "held_on": day if held else None,
                "held_from": f"{hour:02}:00" if held else None,
                "reported_on": day if held else None,
                "closed_on": day if held else None,
                "needs": chance.choice(_NEEDS) if held else None,
                "result": chance.choice(("advance", "continuation", "refusal")) if held else None,
            }


def large_home() -> Path:
    """A data folder with 50,000 accounts, 150,000 contacts, 300,000 visits and 100,000 opportunities, made once.

    Copy it before changing it.
    """
    home = Path(tempfile.gettempdir()) / (
        f"kamdesk-bench-{_VERSION}-{migrate.newest_revision()}-{ACCOUNTS}"
    )
    if (home / "complete").exists():
        return home
    shutil.rmtree(home, ignore_errors=True)
    store = open_store(home)
    with store.change(message("Staff")) as session:
        insert_many(
            session,
            Staff,
            [{"number": f"S{number}", "name": f"专员{number}"} for number in range(1, 21)],
        )
    rows = list(account_rows(ACCOUNTS))
    for number, row in enumerate(rows):
        row["owner_id"] = number % 20 + 1
        if number > 100 and number % 10 == 0:
            row["parent_id"] = number // 10
    for start in range(0, ACCOUNTS, 10_000):
        with store.change(message("Accounts")) as session:
            ids = insert_many(session, Account, rows[start : start + 10_000])
            insert_many(
                session,
                AccountStatusChange,
                [{"account_id": each, "to": "active", "on": date(2025, 1, 2)} for each in ids],
            )
            insert_many(session, Contact, list(_contact_rows(ids)))
        with store.change(message("Visits")) as session:
            insert_many(session, Visit, list(_visit_rows(ids)))
        with store.change(message("Opportunities")) as session:
            insert_deals(session, ids, VISIT_DAY, 0.3)
    store.close()
    (home / "complete").touch()
    return home


def copy_of(home: Path, target: Path) -> Path:
    """A copy of a data folder that may be changed."""
    shutil.copytree(home, target, ignore=shutil.ignore_patterns("backups", "complete", "*.lock"))
    return target


def opened_copy(target: Path) -> Store:
    """The large portfolio, copied to `target` and opened."""
    return open_store(copy_of(large_home(), target), check="later")
