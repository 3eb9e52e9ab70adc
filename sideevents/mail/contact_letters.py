"""Letters about who the contact is, one function each; every one returns a letter and sends nothing."""

from datetime import datetime

from sideevents.mail.letter import About, Letter, in_language_of_form, to_organizer, write
from sideevents.mail.link_letters import ProposalLink


@in_language_of_form
def hand_over(about: About, *, recipient: str, url: str, until: datetime) -> Letter:
    """To an address that nobody has proven: the reference, and no word of the form."""
    conference = about.conference
    return write(
        "hand-over",
        recipient=recipient,
        reply_to=conference.office_email,
        conference=conference,
        reference=about.reference,
        words=about.words,
        url=url,
        until=until,
    )


@in_language_of_form
def handed_over(about: About, *, calendar: str = "") -> Letter:
    """To the contact before: somebody else is it now. It does not say who: whoever asked for it knows. ``calendar``
    takes the side event out of the contact's calendar."""
    return to_organizer(about, "handed-over", from_calendar=bool(calendar), calendar=calendar)


@in_language_of_form
def taken_over(about: About, *, page_url: str, calendar: str = "") -> Letter:
    """To the contact from now on: the link to the proposal's page, and the invitation where there is one."""
    entry = ProposalLink(page_url, f"{about.reference}: {about.ask.title}")
    return to_organizer(about, "links", entries=[entry], taken_over=True, calendar=calendar)
