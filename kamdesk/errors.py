"""What can go wrong, in the three kinds a user meets: the rule says no, the world says no, or it is our fault."""

from __future__ import annotations


class UserError(Exception):
    """Carries a whole sentence for the user, in the user's language. Whatever is not one of these is our fault."""

    @property
    def sentence(self) -> str:
        """What to show."""
        return str(self)


class RuleError(UserError):
    """A rule of the department or of the data forbids it; `field` names the input it concerns, where there is one."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class WorldError(UserError):
    """The disk is full, the file is open elsewhere, damaged, locked: something outside the program has to change."""


class StoreError(WorldError):
    """The data folder cannot be opened or is in use (exit status 3 of the command line)."""


class StaleError(RuleError):
    """The record was changed meanwhile by somebody else; nothing was written."""


class Cancelled(UserError):
    """The user stopped a long job; nothing of it was kept."""
