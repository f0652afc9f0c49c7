"""The window: pages, widgets and commands. Nothing below this package knows Qt."""
