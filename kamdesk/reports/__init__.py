"""Reports: declared once as plain values, written as workbooks and shown page by page in the window."""
