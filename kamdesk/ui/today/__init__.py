"""Today's desk: what is overdue, due and coming, and the one key that does the next thing."""
