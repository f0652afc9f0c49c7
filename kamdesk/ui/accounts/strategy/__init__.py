"""Definition of a key account, grading, potential and loyalty: criteria at the left, who they move at the right."""
