"""The Today tab: what is overdue, due and coming, each one key away from being done."""
