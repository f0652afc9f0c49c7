"""Budgets beside what was spent."""
