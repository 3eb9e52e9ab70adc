"""All letters of a conference for its officers: lists by kind, each letter's own page, and sending one again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sideevents import clock
from sideevents.rules.problem import Refused
from sideevents.store.letter import LetterRow
from sideevents.store.post import ALL, KINDS, PAGE, count_kinds, find_post, page_of_letters
from sideevents.store.proposal import find_proposal
from sideevents.usecases.retry_letter import retry_letter
from sideevents.web.letter_parts import calendar_facts, with_letter
from sideevents.web.office_access import Desk, blueprint, enter_to_decide
from sideevents.web.office_post import kind_words, posted, way_of
from sideevents.web.reading import seen_number

SEARCHED_CHARACTERS = 200


@dataclass(frozen=True)
class Filters:
    """What the address of the list asks for."""

    kind: str = ALL
    q: str = ""
    page: int = 1

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        """The filters of a query string; a kind that does not exist is none."""
        kind = args.get("state", ALL)
        q = args.get("q", "").replace("\0", "").strip()[:SEARCHED_CHARACTERS]
        return cls(kind=kind if kind in KINDS else ALL, q=q, page=max(1, seen_number(args.get("page"))))

    def args(self, **changes: Any) -> dict[str, Any]:
        """The query string of these filters with some of them changed, back on the first page."""
        wanted = {"state": self.kind, "q": self.q, **changes}
        return {name: value for name, value in wanted.items() if value}


@blueprint.get("/<slug>/letters")
def letters(slug: str) -> ResponseReturnValue:
    """The letters of a kind that a search finds, newest first, a page at a time."""
    desk, filters = enter_to_decide(slug), Filters.read(request.args)
    counts = count_kinds(desk.row.id, q=filters.q)
    rows = page_of_letters(desk.row.id, kind=filters.kind, q=filters.q, page=filters.page)
    pages = -(-counts[filters.kind] // PAGE)
    return render_template(
        "office/letters.html",
        desk=desk,
        conference=desk.conference,
        filters=filters,
        tabs=[_tab(kind, filters, counts, slug=slug) for kind in KINDS],
        letters=posted(rows, desk.conference),
        pages=pages,
        newer=_page_url(filters, filters.page - 1, slug=slug) if filters.page > 1 else "",
        older=_page_url(filters, filters.page + 1, slug=slug) if filters.page < pages else "",
        current="letters",
    )


def _tab(kind: str, filters: Filters, counts: dict[str, int], *, slug: str) -> tuple[str, str, int, bool]:
    address = url_for("office.letters", slug=slug, **filters.args(state=kind))
    return address, kind_words(kind), counts[kind], kind == filters.kind


def _page_url(filters: Filters, page: int, *, slug: str) -> str:
    return url_for("office.letters", slug=slug, **filters.args(page=page))


def post_in(desk: Desk, letter_id: int) -> LetterRow:
    """The conference's letter with this id; 404 if it has none."""
    row = find_post(desk.row.id, letter_id)
    if row is None:
        abort(404)
    return row


@blueprint.get("/<slug>/letters/<int(max=2147483647):letter_id>")
def letter(slug: str, letter_id: int) -> ResponseReturnValue:
    """One letter: its parts, where it is, and what happened on its way."""
    desk = enter_to_decide(slug)
    row, conference = post_in(desk, letter_id), desk.conference
    proposal = find_proposal(row.proposal_id) if row.proposal_id else None
    page = render_template(
        "office/letter.html",
        desk=desk,
        conference=conference,
        row=row,
        letter=posted([row], conference)[0],
        calendar=calendar_facts(row.calendar, conference),
        way=way_of(row, conference),
        reference=proposal.reference if proposal else "",
        current="letters",
    )
    return with_letter(page, row.html)


@blueprint.post("/<slug>/letters/<int(max=2147483647):letter_id>/retry")
def retry(slug: str, letter_id: int) -> ResponseReturnValue:
    """Send a letter again that failed or waits; back to the page whose button it was."""
    desk = enter_to_decide(slug)
    row = post_in(desk, letter_id)
    proposal_id, back = row.proposal_id, request.form.get("back")
    flash(_sent_again(desk, letter_id))
    proposal = find_proposal(proposal_id) if back == "proposal" and proposal_id else None
    if proposal is not None and proposal.reference:
        return redirect(url_for(".proposal", slug=slug, reference=proposal.reference), code=303)
    if back == "letter":
        return redirect(url_for(".letter", slug=slug, letter_id=letter_id), code=303)
    filters = Filters.read(request.form)
    place = filters.args(page=filters.page if filters.page > 1 else None)
    return redirect(url_for(".letters", slug=slug, **place), code=303)


def _sent_again(desk: Desk, letter_id: int) -> str:
    try:
        retry_letter(letter_id, now=clock.now())
    except Refused:
        return _("The letter has left meanwhile; it was not sent again.")
    if desk.row.outbox_held:
        return _("The letter is queued again. It leaves when the letters of this conference are released.")
    return _("The letter is queued again; it leaves with the next round of the postman.")
