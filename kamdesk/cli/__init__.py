"""The command line: it only translates between a person at a prompt and the functions of `kamdesk.work`."""

from kamdesk.cli.main import main

__all__ = ["main"]
