"""Forms coming back: read, put beside their records, looked over field by field, written as one step."""
