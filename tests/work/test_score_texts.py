"""How the numbers of a rule are typed and written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamdesk.errors import RuleError
from kamdesk.work import score_texts, scores


@pytest.mark.parametrize(
    ("typed", "value"),
    [("95%", "0.95"), ("95 ％", "0.95"), ("0.95", "0.95"), (" 3 ", "3"), ("12.5%", "0.125")],
)
def test_a_share_may_have_its_sign(typed, value):
    assert score_texts.read_number(typed, "target") == Decimal(value)


def test_nothing_typed_is_nothing_and_words_are_refused():
    assert score_texts.read_number("  ", "target") is None
    with pytest.raises(RuleError) as refusal:
        score_texts.read_number("viel", "target")
    assert refusal.value.field == "target"


@pytest.mark.parametrize(
    "typed", ["90%: 0.8; 100%: 1", "≥ 100% = 1；≥90%：80%", "0.9:0.8\n1:1", ">=1: 1; >=0.9: 0.8"]
)
def test_bands_are_typed_in_many_ways(typed):
    assert [[Decimal(each) for each in pair] for pair in score_texts.read_bands(typed)] == [
        [Decimal("0.9"), Decimal("0.8")], [Decimal(1), Decimal(1)],
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["90%", "a: b", "1: 2: x", ":"])
def test_what_is_no_band_is_refused(typed):
    with pytest.raises(RuleError) as refusal:
        score_texts.read_bands(typed)
    assert refusal.value.field == "bands"


def test_each_rule_has_its_own_detail():
    nothing = {"cap": None, "step": None, "bands": None}
    assert score_texts.read_detail("ratio", "1.1") == nothing | {"cap": Decimal("1.1")}
    assert score_texts.read_detail("per_case", "10%") == nothing | {"step": Decimal("0.1")}
    assert score_texts.read_detail("bands", "1: 1") == nothing | {"bands": [["1", "1"]]}
    assert score_texts.read_detail("manual", " ") == nothing
    with pytest.raises(RuleError):
        score_texts.read_detail("manual", "5")


NUMBERS = st.decimals("-100", "100", places=3)


@given(st.dictionaries(NUMBERS, NUMBERS, min_size=1, max_size=5), st.booleans(), st.booleans())
def test_what_is_written_reads_back(pairs, percent, factor_percent):
    bands = scores.bands_of([[str(bound), str(factor)] for bound, factor in pairs.items()])
    text = score_texts.bands_text(bands, percent, factor_percent)
    assert scores.bands_of(score_texts.read_bands(text)) == bands
