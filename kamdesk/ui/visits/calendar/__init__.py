"""The calendars of the Visits tab: week and month, painted."""
