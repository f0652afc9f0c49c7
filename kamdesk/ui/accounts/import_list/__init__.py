"""Importing lists: a file is read, its columns are mapped, each row is seen before anything is written."""
