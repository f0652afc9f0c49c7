"""Models between queries and views: pages of rows, trees of groups."""
