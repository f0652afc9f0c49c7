"""The tools of analysis: what each notes and what it works out of that, as plain values without a database."""
