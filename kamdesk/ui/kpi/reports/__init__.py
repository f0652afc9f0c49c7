"""Reports in the window: seen page by page before they are written, made with one click, printed."""
