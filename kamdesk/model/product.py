"""What the department sells."""

from decimal import Decimal
from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record
from kamdesk.model.fields import Kind, field
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import CURRENCY


class Product(Record):
    """产品."""

    __tablename__ = "product"
    TERM: ClassVar[Term] = Term("Product", "产品")
    SECTIONS: ClassVar[dict[str, Term]] = {"product": Term("Product", "产品")}

    code: Mapped[str] = field(
        String(40), Term("Product code", "产品编号"), Kind.CODE, group="product", unique=True, search=True,
        in_list=True, aliases=("编号", "产品编码", "货号", "product id", "product code"),
    )  # fmt: skip
    name: Mapped[str] = field(
        String(120), Term("Product", "产品名称"), group="product", search=True, in_list=True, width=180,
        aliases=("产品", "品名", "product name", "product"),
    )  # fmt: skip
    line: Mapped[str | None] = field(
        String(80), Term("Product line", "产品线"), group="product", in_list=True, width=110,
        aliases=("系列", "产品系列", "series", "category"),
    )  # fmt: skip
    unit: Mapped[str | None] = field(
        String(20), Term("Unit", "单位"), group="product", in_list=True, width=60, aliases=("计量单位",),
    )  # fmt: skip
    list_price: Mapped[Decimal | None] = field(
        Exact(2), Term("List price", "目录价"), Kind.MONEY, group="product", in_list=True, width=110,
        currency_field="list_price_currency", aliases=("单价", "标准价", "价格", "sales price", "price"),
    )  # fmt: skip
    list_price_currency: Mapped[str | None] = field(
        String(3), Term("Currency of the price", "目录价币种"), choices=CURRENCY,
    )  # fmt: skip
