"""The demonstration's mailbox: every letter that the portal has written, as its recipient would read it."""

from collections.abc import Iterable

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from sideevents.describing import instant_text
from sideevents.rules.conference import Conference
from sideevents.store.conference import all_conferences
from sideevents.store.letter import LetterRow, find_letter, latest_letters, recipients_of_letters
from sideevents.web.letter_parts import LETTER_POLICY, PAGE_POLICY, calendar_facts, pieces, source_text
from sideevents.wording import delivery_text

blueprint = Blueprint("mailbox", __name__, url_prefix="/dev/mailbox")

LETTERS_SHOWN = 300


@blueprint.get("")
def letters() -> ResponseReturnValue:
    """The letters, newest first; of one recipient with ``?to=``."""
    recipient = request.args.get("to", "")
    rows = latest_letters(recipient=recipient, limit=LETTERS_SHOWN)
    return render_template(
        "office/mailbox.html",
        letters=[(row, when, delivery_text(row.state)) for row, when in zip(rows, _written(rows), strict=True)],
        recipients=recipients_of_letters(),
        recipient=recipient,
        conference=None,
    )


@blueprint.get("/<int(max=2147483647):letter_id>")
def letter(letter_id: int) -> ResponseReturnValue:
    """One letter as a mail program would show it: head, text with the portal's links to click, HTML in a frame, source,
    and what a calendar reads in it."""
    row = _letter(letter_id)
    page = render_template(
        "office/mailbox_letter.html",
        letter=row,
        sender=current_app.config["MAIL_DEFAULT_SENDER"],
        written=_written([row])[0],
        state=delivery_text(row.state),
        pieces=pieces(row.text, public_url=current_app.config["PUBLIC_URL"]),
        source=source_text(row),
        calendar=calendar_facts(row.calendar, _conference_of(row)),
        conference=None,
    )
    return Response(page, headers={"Content-Security-Policy": PAGE_POLICY})


@blueprint.get("/<int(max=2147483647):letter_id>/html")
def html(letter_id: int) -> ResponseReturnValue:
    """The HTML part as a document of its own; its links open in the whole window."""
    whole = _letter(letter_id).html.replace("<head>", '<head><base target="_top">', 1)
    return Response(whole, headers={"Content-Security-Policy": LETTER_POLICY})


@blueprint.get("/<int(max=2147483647):letter_id>/source")
def source(letter_id: int) -> ResponseReturnValue:
    """The message as it leaves, to read or to keep."""
    headers = {"Content-Security-Policy": LETTER_POLICY}
    return Response(source_text(_letter(letter_id)), mimetype="text/plain", headers=headers)


def _conference_of(row: LetterRow) -> Conference | None:
    return next((each.read() for each in all_conferences() if each.id == row.conference_id), None)


def _written(rows: Iterable[LetterRow]) -> list[str]:
    """When each letter was written, in the zone of its conference; of the first one where it is about none."""
    conferences = {row.id: row.read() for row in all_conferences()}
    first = next(iter(conferences.values()), None)
    return [instant_text(row.written_at, conferences.get(row.conference_id or 0, first)) for row in rows]


def _letter(letter_id: int) -> LetterRow:
    row = find_letter(letter_id)
    if row is None:
        abort(404)
    return row
