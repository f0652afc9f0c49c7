"""Which account a REF on the command line means: archive number, account code, uid, or exact or unique name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamdesk.cli.command import WrongUse
from kamdesk.i18n import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.model.account import Account

_NAMED = 5


def account(session: Session, ref: str) -> Account:
    """The account `ref` means. Raises WrongUse when there is none, or several, which are then named."""
    from sqlalchemy import select

    from kamdesk.model.account import Account
    from kamdesk.work.fields import find_reference

    by_uid = session.scalars(select(Account).where(Account.uid == ref)).first()
    if by_uid is not None:
        return by_uid
    found = [each for each in find_reference(session, "Account", ref) if isinstance(each, Account)]
    if not found:
        part = select(Account).where(
            Account.name.contains(ref, autoescape=True), Account.deleted_at.is_(None)
        )
        found = list(session.scalars(part.order_by(Account.sort_name).limit(_NAMED + 1)))
    if not found:
        raise WrongUse(_("There is no account “{ref}”.").format(ref=ref))
    if len(found) > 1:
        names = ", ".join(
            f"{each.name} ({each.archive_no or each.account_code or each.uid})"
            for each in found[:_NAMED]
        )
        raise WrongUse(_("“{ref}” may mean several accounts: {names}").format(ref=ref, names=names))
    return found[0]
