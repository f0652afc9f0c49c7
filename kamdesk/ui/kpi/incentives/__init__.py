"""激励: the rules, and what they gave whom."""
