"""The development procedure in the window: the board of prospects by step, and one of them with all it holds."""
