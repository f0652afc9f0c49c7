"""How fast kamdesk is, each measurement beside a floor taken in the same run; ``make bench`` runs it."""
