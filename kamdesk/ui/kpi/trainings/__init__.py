"""培训: needs, sessions, attendance, hours of each person."""
