"""Further indicators: sales, profit and growth, visits, deals, conversion, shares, forecasts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from kamdesk.i18n import _
from kamdesk.indicators import deals, sources, wallet
from kamdesk.indicators.declaration import ALWAYS, Exact, Indicator, Measured, decimal
from kamdesk.indicators.parts import Accounts, Counted, Found, Money, Worked
from kamdesk.indicators.question import Question
from kamdesk.indicators.reading import Reading
from kamdesk.model.terms import Term

SALES = Money(sources.purchases)


def _gained(reading: Reading, question: Question) -> Measured:
    """What was sold more than in the same period of the year before."""
    now = SALES.measure(reading, question)
    before = SALES.measure(reading, question.a_year_earlier())
    total = decimal(now.value or Decimal(0)) - decimal(before.value or Decimal(0))
    return Measured(total, now.note or before.note)


def _growth(reading: Reading, question: Question) -> Found:
    gained = _gained(reading, question)
    rows = [
        *SALES.rows(reading, question, -1, 0, descending=False),
        *(
            (key, day, account_id, -value)
            for key, day, account_id, value in SALES.rows(
                reading, question.a_year_earlier(), -1, 0, descending=False
            )
        ),
    ]
    return Found(gained.value, rows, gained.note)


def _sold_before(reading: Reading, question: Question) -> Measured:
    return SALES.measure(reading, question.a_year_earlier())


def _year_before(reading: Reading, question: Question) -> Found:
    sold = _sold_before(reading, question)
    rows = SALES.rows(reading, question.a_year_earlier(), -1, 0, descending=False)
    return Found(sold.value, rows, sold.note)


def _rate_of_growth(gained: Exact | None, before: Exact | None) -> Exact | None:
    """Without sales a year before there is none."""
    if gained is None or before is None or before <= 0:
        return None
    return Fraction(gained) / Fraction(before)


def _total_quantity(reading: Reading, question: Question) -> Measured:
    """The quantity sold; of several units of measure there is no total."""
    units = wallet.by_unit(reading, question)
    if len(units) > 1:
        return Measured(None, _("There are several units of measure; they have no total."))
    return Measured(next(iter(units.values()), Decimal(0)))


def _quantity(reading: Reading, question: Question) -> Found:
    total = _total_quantity(reading, question)
    rows = [row[:4] for row in wallet.quantities(reading, question)]
    return Found(total.value, rows, total.note)


def _each_unit(reading: Reading, question: Question) -> dict[str, Decimal]:
    units = wallet.by_unit(reading, question)
    return {unit or _("No unit"): decimal(total) for unit, total in units.items()}


def _converted(reading: Reading, question: Question) -> Found:
    """Developments whose account reached active on or after that day, by the as-of day (clarification 11)."""
    rows = [
        row
        for row in DEVELOPMENTS.rows(reading, question, -1, 0, descending=False)
        if reading.standings.reached_active(row[2] or 0, row[1], question.as_of)
    ]
    return Found(Decimal(len(rows)), rows)


DEVELOPMENTS = Counted(sources.developments)
_CANCELLED = Counted(sources.cancelled)


def _cancelled_beside(reading: Reading, question: Question) -> dict[str, Decimal]:
    return {_("Cancelled"): Decimal(_CANCELLED.count(reading, question))}


def _accuracy(error: Exact | None, actual: Exact | None) -> Exact | None:
    """max(0, 1 − Σ|actual − forecast| ÷ Σ actual)."""
    if error is None or not actual:
        return None
    return max(Fraction(0), 1 - Fraction(error) / Fraction(actual))


FURTHER: tuple[Indicator, ...] = (
    Indicator(
        "sales_amount",
        Term("Sales amount", "销售额"),
        Term("Purchases; returns are negative", "购买金额（退货为负）"),
        Term("Purchases", "购买记录"),
        "amount", "up", SALES, companions=("growth_rate",),
    ),
    Indicator(
        "sales_quantity",
        Term("Sales quantity", "销售量"),
        Term("Quantity of the purchases, for each unit of measure", "购买数量（按计量单位）"),
        Term("Purchases, products", "购买记录、产品"),
        "quantity", "up", Worked("Purchase", _quantity, _total_quantity), beside=_each_unit,
    ),
    Indicator(
        "gross_profit",
        Term("Gross profit", "毛利"),
        Term("Amount − cost of the purchases", "购买金额 − 成本"),
        Term("Purchases", "购买记录"),
        "amount", "up", Money(sources.profits),
    ),
    Indicator(
        "growth_rate",
        Term("Growth on the year before", "同比增长率"),
        Term("(This period − same period a year earlier) ÷ the same period a year earlier",
             "（本期 − 上年同期）÷ 上年同期"),
        Term("Purchases", "购买记录"),
        "ratio", "up", Worked("Purchase", _growth, _gained), Worked("Purchase", _year_before, _sold_before),
        value=_rate_of_growth,
    ),
    Indicator(
        "visit_plan_rate",
        Term("Visit plan completion", "拜访计划完成率"),
        Term("Visits held in the period and reported ÷ visits planned", "按期完成并已报告的拜访数 ÷ 计划拜访数"),
        Term("Visit plans and records", "大客户拜访计划表、拜访记录表"),
        "ratio", "up", Counted(sources.visits_reported), Counted(sources.visits_planned), wanted=Decimal(1),
    ),
    Indicator(
        "visit_coverage",
        Term("Visit coverage", "拜访覆盖率"),
        Term("Key accounts met within the rhythm of their tier ÷ key accounts with a rhythm",
             "在等级间隔内联系过的客户数 ÷ 有联系间隔的客户数"),
        Term("Visit records", "大客户拜访记录表"),
        "ratio", "up", Accounts(wallet.covered), Accounts(wallet.to_cover), wanted=Decimal(1),
    ),
    Indicator(
        "win_rate",
        Term("Win rate", "项目签约成功率"),
        Term("Won ÷ (won + lost), by closing day", "赢单数 ÷（赢单数 + 丢单数），按结单日期"),
        Term("Opportunities", "商机"),
        "ratio", "up", Counted(sources.won), Counted(sources.decided), ALWAYS, "quantitative",
        companions=("win_rate_amount",), beside=_cancelled_beside,
    ),
    Indicator(
        "win_rate_amount",
        Term("Win rate by amount", "签约成功率（按金额）"),
        Term("Amount won ÷ amount won or lost, by closing day", "赢单金额 ÷（赢单 + 丢单金额）"),
        Term("Opportunities", "商机"),
        "ratio", "up", Money(sources.won_amounts), Money(sources.decided_amounts),
    ),
    Indicator(
        "pipeline",
        Term("Pipeline", "在谈商机金额"),
        Term("Amount of the opportunities open at the end of the period", "期末进行中的商机金额"),
        Term("Opportunities", "商机"),
        "amount", "up", Money(deals.pipeline),
    ),
    Indicator(
        "weighted_pipeline",
        Term("Weighted pipeline", "加权在谈金额"),
        Term("Amount × probability of the opportunities open at the end", "期末进行中的商机金额 × 赢率"),
        Term("Opportunities", "商机"),
        "amount", "up", Money(deals.weighted),
    ),
    Indicator(
        "conversion_rate",
        Term("Conversion rate", "客户转化率"),
        Term("Developments begun in the period that reached active ÷ developments begun",
             "期内开始且已转为合作的开发数 ÷ 期内开始的开发数"),
        Term("Developments, changes of status", "客户开发、客户状态变更"),
        "ratio", "up", Worked("Development", _converted), DEVELOPMENTS,
    ),
    Indicator(
        "stage_conversion",
        Term("Stage conversion", "阶段转化率"),
        Term("Stages entered in the period after which a later one was reached ÷ stages entered",
             "期内进入并已到达后续阶段的次数 ÷ 期内进入阶段的次数"),
        Term("Changes of stage", "商机阶段变更"),
        "ratio", "up", Counted(deals.passed), Counted(deals.entered),
    ),
    Indicator(
        "time_in_stage",
        Term("Days in a stage", "阶段停留天数"),
        Term("Median days of the stages left in the period", "期内离开阶段的停留天数中位数"),
        Term("Changes of stage", "商机阶段变更"),
        "days", "down", Worked("Opportunity", deals.time_in_stage),
    ),
    Indicator(
        "share_of_wallet",
        Term("Share of wallet", "客户份额"),
        Term("Mean of our share of what each account buys, over the accounts where it is known",
             "我方采购份额的平均值（仅已知客户）"),
        Term("Shares of competitors, purchase needs", "竞争份额、采购需求"),
        "ratio", "up", Worked("Account", wallet.shares), Accounts(wallet.accounts_with_shares),
    ),
    Indicator(
        "forecast_accuracy",
        Term("Forecast accuracy", "预测准确率"),
        Term("1 − Σ|won − forecast| ÷ Σ won over the accounts, from the snapshot locked before the period",
             "1 − Σ|实际 − 预测| ÷ Σ实际（按客户，取期前锁定的快照）"),
        Term("Forecast snapshots, opportunities", "预测快照、商机"),
        "ratio", "up", Worked("Account", deals.forecast_error), deals.WON, value=_accuracy,
    ),
)  # fmt: skip
