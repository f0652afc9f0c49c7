"""Competitors with where they stand against us, and the intelligence about them, about accounts and opportunities."""
