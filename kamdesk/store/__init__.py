"""One data folder: engine, sessions, changes with undo, search, lock, backup, migration."""
