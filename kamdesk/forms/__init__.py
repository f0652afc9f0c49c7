"""Excel forms: declared once, written blank or filled, read back by names or labels, compared and filed."""
