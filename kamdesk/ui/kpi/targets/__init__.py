"""Targets broken down to quarters and months, people and accounts."""
