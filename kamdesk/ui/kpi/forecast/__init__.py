"""Forecast and plan of each account and month."""
