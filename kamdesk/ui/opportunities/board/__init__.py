"""The board of opportunities: columns of painted cards that are read as they come into view, and dragged."""
