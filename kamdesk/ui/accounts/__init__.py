"""The Accounts tab: views, list, groups, and the detail with the archive form as on paper."""
