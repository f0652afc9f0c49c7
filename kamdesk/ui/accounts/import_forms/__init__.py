"""Archive forms coming back: read, put beside their accounts, looked over field by field, written as one step."""
