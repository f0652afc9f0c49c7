"""How somebody at the customer behaves, as noted by who deals with them: the last answers and the style they come to.

Personal data: optional, and left out of exports unless the setting ``export_styles`` says otherwise.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from kamdesk.model.analysis import Analysis
from kamdesk.model.contact import Contact
from kamdesk.work import settings
from kamdesk.work.analysis import assessments
from kamdesk.work.analysis.style import Questionnaire, Result

KIND = "style"


def answers(session: Session, contact_id: int) -> Questionnaire:
    """What was answered last about somebody; empty where nobody answered. Raises ContentError."""
    found = assessments.newest(session, session.get_one(Contact, contact_id), KIND)
    return Questionnaire.from_content(found.content) if found is not None else Questionnaire()


def style_of(session: Session, contact_id: int | None) -> Result | None:
    """The style of somebody; None while too little was answered. Raises ContentError."""
    return answers(session, contact_id).result if contact_id else None


def save(session: Session, contact_id: int, answered: Questionnaire, on: date) -> Analysis:
    """Notes answers of day `on` by whoever uses this computer; those of earlier days stay."""
    contact = session.get_one(Contact, contact_id)
    return assessments.save(session, contact, KIND, answered.to_content(), on, settings.me(session))
