"""The department's indicators: each declared once, worked out from dated facts, with the records behind it."""
