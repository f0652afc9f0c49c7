"""Data for every chart: nothing, little, the usual amount, too much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kamdesk.charts import (
    bubbles,
    fishbone,
    forecast,
    funnel,
    movement,
    pareto,
    radar,
    relationship_map,
    risk_matrix,
    sales_bars,
    sales_trend,
    swot,
    trend,
    triangle,
)
from kamdesk.charts.tree_layout import arrange

EMPTY = "还没有数据"
_WORDS = ("付款条件没有谈拢", "技术澄清晚了两周", "没有见到决策者", "现场服务响应慢", "报价高 7.9%")


@dataclass(frozen=True)
class Example:
    """A chart by its module, and its data by how much there is: 0 nothing, 1 little, 2 usual, 3 crowded."""

    module: Any
    data: Callable[[int], Any]
    size: tuple[float, float]


def _radar(much: int) -> radar.Data:
    names = ("客户关系", "解决方案", "商务融资", "服务交付", "品牌", "创新", "响应", "生态")
    count = (4, 3, 4, 8)[much]
    rivals = (0, 0, 2, 4)[much]
    axes = [radar.Axis(name, "7 比 6  +1", place == 2) for place, name in enumerate(names[:count])]
    scores: list[list[int | None]] = [
        [(3 * place + 2 * who) % 8 + 2 for place in range(count)] for who in range(rivals + 1)
    ]
    if not much:
        scores = [[None] * count]
    series = [
        radar.Series(f"第{who}家", one, "6.95", is_last_time=who == 2)
        for who, one in enumerate(scores)
    ]
    return radar.Data(axes, series, "商务融资落后 3 分", "四要素雷达", EMPTY)


def _fishbone(much: int) -> fishbone.Data:
    rows = (0, 1, 2, 7)[much]
    bones = [
        fishbone.Bone(
            name,
            name,
            [
                fishbone.Cause(f"{name}{row}", _WORDS[row % 5], 1 + row % 3, row % 3 == 1)
                for row in range(rows)
            ],
        )
        for name in ("关系", "方案", "商务", "交付", "竞争", "过程")
    ]
    return fishbone.Data(
        "丢单：二期产线变频改造", bones, ("12 条原因",), "为什么丢单", "◆ 根因", EMPTY
    )


def _forecast(much: int) -> forecast.Data:
    months = [f"2026-{month:02}" for month in range(1, (6, 1, 6, 12)[much] + 1)]
    parts = [
        forecast.Part(
            key, key, [Decimal((place * 37 + shift) % 90 * 10_000 * bool(much)) for place in range(len(months))]
        )
        for shift, key in enumerate(("won", "commit", "best_case", "pipeline"))
    ]  # fmt: skip
    targets = [Decimal(1_000_000)] * len(months)
    return forecast.Data(
        months, parts, targets, "目标", "万元", "12 月还差 1,200 万", "", EMPTY, Decimal(10_000)
    )


def _movement(much: int) -> movement.Data:
    amounts = (
        (0,),
        (40,),
        (-78, 0, -96, 54, 88, -24, 190, 0),
        (-78, 12, -96, 54, 88, -24, 190, 7) * 2,
    )[much]
    parts = [
        movement.Part(str(place), "推迟" if amount < 0 else "新增", Decimal(amount))
        for place, amount in enumerate(amounts)
    ]
    first = Decimal(1912 * bool(much))
    last = first + sum(amounts)
    return movement.Data(
        "11-17", first, parts, "11-24", last, "万元", "新增多于推迟", "", EMPTY, "轴自 {base} 起"
    )


def _risks(much: int) -> risk_matrix.Data:
    count = (0, 1, 6, 25)[much]
    risks = [
        risk_matrix.Risk(
            str(n), f"R{n}", "对手降价", n % 5 + 1, n * 3 % 5 + 1, (1, 1) if n == 1 else None
        )
        for n in range(count)
    ]
    return risk_matrix.Data(risks, "概率", "影响", "风险", "6 项", EMPTY)


def _bubbles(much: int) -> bubbles.Data:
    count = (0, 2, 9, 120)[much]
    found = [
        bubbles.Bubble(
            str(n), f"客户{n}", None if n == 1 else 0.3 + n * 7 % 11 / 3, (n * 13 % 40 - 8) / 100, n % 5 + 1
        )
        for n in range(count)
    ]  # fmt: skip
    return bubbles.Data(
        found, "相对份额", "增长", 1.0, 0.1, ("明星", "问题", "瘦狗", "金牛"), "无对手", is_logarithmic=True,
        is_reversed=True, percent_y=True, title="两家明星", beside="波士顿矩阵", empty=EMPTY,
    )  # fmt: skip


def _swot(much: int) -> swot.Data:
    rows = (0, 1, 3, 20)[much]
    quadrants = [
        swot.Quadrant(
            letter, name, [swot.Item(f"{letter}{n}", _WORDS[n % 5], n % 5 + 1) for n in range(rows)]
        )
        for letter, name in (("S", "优势"), ("W", "劣势"), ("O", "机会"), ("T", "威胁"))
    ]
    pairs = [swot.Pair("S1 × T1", "ST", 25), swot.Pair("S1 × O1", "SO", 20, "随一期备件同签")]
    return swot.Data(quadrants, pairs if much > 1 else (), "写策略", "SWOT", "9 条", EMPTY)


def _pareto(much: int) -> pareto.Data:
    counts = ((), (3,), (5, 4, 2, 1), (9, 8, 7, 6, 5, 4, 3, 2, 1, 1))[much]
    reached, columns = 0, []
    for place, count in enumerate(counts):
        reached += count
        columns.append(pareto.Column(str(place), f"原因{place}", count, reached / sum(counts)))
    return pareto.Data(columns, "根因数", "两根骨头占 75%", "", EMPTY)


def _funnel(much: int) -> funnel.Data:
    count = (3, 1, 7, 14)[much]
    stages = [
        funnel.Stage(
            str(n), f"阶段{n}", (46 - 5 * min(n, 8)) * bool(much), 3, "76.1%", n == 2, ("5", "980", "98.0", "12")
        )
        for n in range(count)
    ]  # fmt: skip
    heads = ("在谈", "金额 万", "加权 万", "中位天数")
    return funnel.Data(
        stages,
        heads,
        8 * bool(much),
        "赢单",
        ("22", "5,480", "2,046.0", ""),
        "实施计划最久",
        "八步",
        EMPTY,
    )


def _map(much: int) -> relationship_map.Data:
    superiors: list[dict[int, int | None]] = [
        {},
        {1: None, 2: 1},
        {1: None, 2: 1, 3: 2, 4: 2, 5: 2, 6: 2, 7: 4, 8: 4, 9: None},
        {n: None if n == 1 else max(1, n // 4) for n in range(1, 61)},
    ]
    reporting = superiors[much]
    places = arrange(reporting.items())
    stands = (
        ("▲ 支持 +1", "good"),
        ("○ 中立 0", "muted"),
        ("▼ 不支持 −1", "bad"),
        ("▲▲ 教练 +2", "good"),
    )
    nodes = [
        relationship_map.Node(
            str(n), f"第{n}人", "设备副总", "评估者 · 发起者", "推测" if n % 3 else "已确认", *stands[n % 4], n % 4,
            n % 4, f"{n * 7} 天前接触", n % 2 == 0, n % 3 == 0, n == 6, *places[n], str(above or ""),
        )
        for n, above in reporting.items()
    ]  # fmt: skip
    lines = [
        relationship_map.Line("3", "2", "influence", "技术选型"),
        relationship_map.Line("4", "5", "conflict", "分歧"),
        relationship_map.Line("8", "9", "informal", "校友", is_confirmed=False),
    ]
    kinds = {"reporting": "汇报", "influence": "影响", "conflict": "冲突", "informal": "非正式"}
    return relationship_map.Data(
        nodes, lines if much > 1 else (), kinds, "决策者 41 天未接触", "9 人", EMPTY
    )


def _triangle(much: int) -> triangle.Data:
    verdicts = (("卖点", "good"), ("短板", "bad"), ("", "muted"), ("胶着", "warn"))
    criteria = [
        triangle.Criterion(str(n), _WORDS[n % 5], ("5", "4", "3"), *verdicts[n % 4])
        for n in range((0, 1, 6, 40)[much])
    ]
    return triangle.Data(
        triangle.Corner("客户", "交期短，付款分期"), triangle.Corner("我方", "66.0 %", "三年合作，总经理认可"),
        triangle.Corner("泰衡电控", "66.0 %", "设计院推荐"), criteria, ("权重", "我方", "对手"), "另一家 50.0 %",
        "短板在价格", "三角分析", EMPTY,
    )  # fmt: skip


def _trend(much: int) -> trend.Data:
    count = (0, 1, 6, 60)[much]
    days = [f"2026-{n % 12 + 1:02}-01" for n in range(count)]
    values = [None if n == 2 else float(40 + n * 9 % 55) for n in range(count)]
    series = [trend.Series("health", "健康度", values)] if count else []
    return trend.Data(days, series, 75, 50, title="健康度回升到 85", beside="", empty=EMPTY)


def _sales_bars(much: int) -> sales_bars.Data:
    names = ("云麓食品", "江岸船舶重工集团股份有限公司", "青砚化工", "朔原")[: (0, 1, 4, 4)[much]]
    bars = [
        sales_bars.Bar(
            f"{name}{turn}",
            name,
            900.0 - 70 * place,
            800.0 - 90 * place,
            1000.0 if place % 2 else None,
        )
        for turn in range((1, 1, 1, 9)[much])
        for place, name in enumerate(names)
    ]
    return sales_bars.Data(
        bars, "本期", "去年同期", "计划", "万元", "云麓食品占四成", "2026", EMPTY
    )


def _sales_trend(much: int) -> sales_trend.Data:
    count = (0, 1, 3, 12)[much]
    months = [f"2026-{month:02}" for month in range(1, count + 1)]
    amounts = [float(500 + 37 * place % 90 - 600 * (place == 2)) for place in range(count)]
    plans = [None if place % 3 else 520.0 for place in range(count)]
    return sales_trend.Data(
        months,
        amounts,
        [each * 0.8 for each in amounts],
        plans,
        "本期",
        "去年同期",
        "计划",
        "万元",
        "三月有退货",
        "",
        EMPTY,
    )


EXAMPLES: dict[str, Example] = {
    "sales_bars": Example(sales_bars, _sales_bars, (5.0, 3.4)),
    "sales_trend": Example(sales_trend, _sales_trend, (6.0, 2.9)),
    "radar": Example(radar, _radar, (5.0, 4.4)),
    "fishbone": Example(fishbone, _fishbone, (11.0, 4.6)),
    "forecast": Example(forecast, _forecast, (6.0, 3.4)),
    "movement": Example(movement, _movement, (6.4, 3.0)),
    "risk_matrix": Example(risk_matrix, _risks, (4.4, 3.8)),
    "bubbles": Example(bubbles, _bubbles, (7.0, 5.0)),
    "swot": Example(swot, _swot, (7.0, 4.6)),
    "pareto": Example(pareto, _pareto, (5.0, 3.4)),
    "funnel": Example(funnel, _funnel, (8.4, 5.0)),
    "relationship_map": Example(relationship_map, _map, (12.0, 6.6)),
    "triangle": Example(triangle, _triangle, (8.4, 3.6)),
    "trend": Example(trend, _trend, (6.0, 3.0)),
}
