"""Letters as files: one mail draft for each that opens ready to be sent, and the text of one document to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from kamdesk.paths import name_apart, safe_file_name, write_whole
from kamdesk.progress import Progress, Silent
from kamdesk.work.letters import Letter


@dataclass(frozen=True)
class Sender:
    """Who writes; without a mail address the mail program puts its own."""

    name: str = ""
    email: str = ""


def draft(letter: Letter, sender: Sender) -> bytes:
    """The letter as an .eml draft in UTF-8 (RFC 5322); ``X-Unsent: 1`` opens it as a new mail, not as one received."""
    from email.headerregistry import Address
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    if sender.email:
        message["From"] = Address(display_name=sender.name, addr_spec=sender.email)
    message["To"] = Address(display_name=letter.full_name, addr_spec=letter.email)
    message["Subject"] = letter.subject
    message.set_content(letter.body.rstrip() + "\n", charset="utf-8", cte="base64")
    return message.as_bytes()


def write_drafts(
    folder: Path, letters: Sequence[Letter], sender: Sender, progress: Progress | None = None
) -> list[Path]:
    """Writes one draft for each letter with a mail address, named after account and person, each whole or not at all.

    Raises WorldError when one cannot be written, and Cancelled; those written before stay.
    """
    watching = progress or Silent()
    mailed = [each for each in letters if each.email]
    taken: set[str] = set()
    written = []
    for number, letter in enumerate(mailed):
        watching.step(number, len(mailed), letter.full_name)
        name = safe_file_name(f"{letter.account} {letter.full_name}")
        path = folder / f"{name_apart(name, taken)}.eml"
        content = draft(letter, sender)
        with write_whole(path) as temporary:
            temporary.write_bytes(content)
        written.append(path)
    watching.step(len(mailed), len(mailed))
    return written


def printable(letters: Sequence[Letter]) -> str:
    """All letters as one HTML document, each on a page of its own, with the address at its head."""
    return "".join(
        ("<html><head><meta charset='utf-8'></head><body>", *map(_page, range(len(letters)), letters), "</body></html>")
    )  # fmt: skip


def _page(number: int, letter: Letter) -> str:
    """One letter. What a template or an archive says is text, never markup."""
    style = " style='page-break-before: always'" if number else ""
    head = "<br>".join(
        escape(line) for line in (letter.account, letter.address, letter.full_name) if line
    )
    paragraphs = "".join(
        f"<p style='white-space: pre-wrap'>{escape(line) or '&nbsp;'}</p>"
        for line in letter.body.strip().split("\n")
    )
    subject = f"<h3>{escape(letter.subject)}</h3>" if letter.subject else ""
    return f"<div{style}><p>{head}</p><p>&nbsp;</p>{subject}{paragraphs}</div>"
