"""All indicators, in the order in which they are shown."""

from __future__ import annotations

from kamdesk.indicators.declaration import Indicator
from kamdesk.indicators.further import FURTHER
from kamdesk.indicators.qualitative import QUALITATIVE
from kamdesk.indicators.quantitative import QUANTITATIVE

INDICATORS: dict[str, Indicator] = {
    each.key: each for each in (*QUANTITATIVE, *QUALITATIVE, *FURTHER)
}
