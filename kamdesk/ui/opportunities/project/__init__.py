"""The page of one sales project: eight steps, team, plan, risks, offers, visits and the closing review."""
