"""Sales by account, product, region, person and month."""
