"""The page of any kind of record: its list at the left, the chosen one at the right, declared as data."""
