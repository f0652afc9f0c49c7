"""Small reusable widgets: painted from theme roles only, reachable by keyboard, named for screen readers."""
