"""The demonstration's mailbox: every letter that the portal has written, as its recipient would read it."""

import re
from collections.abc import Iterable

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from sideevents.describing import instant_text
from sideevents.store.conference import all_conferences
from sideevents.store.letter import LetterRow, find_letter, latest_letters, recipients_of_letters
from sideevents.web.protection import CONTENT_SECURITY_POLICY
from sideevents.wording import delivery_text

blueprint = Blueprint("mailbox", __name__, url_prefix="/dev/mailbox")

LETTERS_SHOWN = 300
PAGE_POLICY = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
# the letter's own look stands inside it; nothing in it may run, load or send
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


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
    """One letter: its head, its text with the portal's links to click, its HTML in a frame."""
    row = _letter(letter_id)
    page = render_template(
        "office/mailbox_letter.html",
        letter=row,
        sender=current_app.config["MAIL_DEFAULT_SENDER"],
        written=_written([row])[0],
        state=delivery_text(row.state),
        pieces=pieces(row.text, public_url=current_app.config["PUBLIC_URL"]),
        conference=None,
    )
    return Response(page, headers={"Content-Security-Policy": PAGE_POLICY})


@blueprint.get("/<int(max=2147483647):letter_id>/html")
def html(letter_id: int) -> ResponseReturnValue:
    """The HTML part as a document of its own; its links open in the whole window."""
    whole = _letter(letter_id).html.replace("<head>", '<head><base target="_top">', 1)
    return Response(whole, headers={"Content-Security-Policy": LETTER_POLICY})


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


def pieces(text: str, *, public_url: str) -> list[tuple[str, bool]]:
    """The text cut into (piece, whether it is an address of the portal); what people wrote is never one."""
    address = re.compile(rf"(?m)^({re.escape(public_url)}/\S*)$")
    cut = address.split(text)
    return [(piece, n % 2 == 1) for n, piece in enumerate(cut) if piece]
