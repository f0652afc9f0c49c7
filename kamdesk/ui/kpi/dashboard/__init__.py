"""The page of the indicators: period bar, cards, the records behind a card."""
