"""Lists and interchange: reading and writing tables, mapping, matching, duplicates."""
