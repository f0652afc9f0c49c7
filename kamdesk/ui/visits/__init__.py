"""The Visits tab: calendar, list, the record of a visit beside what is known, approvals, expenses and gifts."""
