"""What both pages of import are made of: counts, steps, ticks, the piece of a sheet, files dropped."""
