"""What the organizer's pages show, made ready for their templates."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from sideevents.describing import (
    ask_facts,
    field_label,
    instant_text,
    is_listed,
    last_minute_text,
    listed_from_text,
    place_facts,
    value_text,
)
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.rules.contact import hand_over_problems
from sideevents.rules.deadline import changes_close
from sideevents.rules.problem import Problem
from sideevents.rules.workflow import ORGANIZER, Action, actions_open
from sideevents.store.decision import DecisionRow, decisions_on
from sideevents.store.letter import DROPPED, HELD, LetterRow, letters_about
from sideevents.store.programme import side_event_of
from sideevents.store.proposal import revision_of
from sideevents.web.differences import Pieces, differences
from sideevents.web.organizer_access import Holder
from sideevents.wording import action_done, delivery_text, status_text, what_next
from sideevents.words import count_words

# what is written to the office holds the office's links
LETTERS = {
    *("confirm-address", "received", "returned", "offered", "waitlisted", "approved", "declined", "moved", "cancelled"),
    *("withdrawn", "merged", "undone", "offer-lapsed", "reminder", "links"),
}
PUBLIC = ("theme", "organisation_type", "format", "languages")


@dataclass(frozen=True)
class Preview:
    """How a proposal will look in the programme once it is approved, and how long its abstract is."""

    ask: Ask
    facts: list[tuple[str, str]]
    words: int
    characters: int


def preview_of(ask: Ask, conference: Conference) -> Preview:
    """The public side of an ask."""
    organizers = "\n".join([ask.lead_organisation, *(each.name for each in ask.co_organisers)]).strip()
    facts = [(_("Organizers"), organizers)]
    facts += [(field_label(name), value_text(name, getattr(ask, name), conference)) for name in PUBLIC]
    if not ask.closed:
        facts += [(field_label(name), value_text(name, getattr(ask, name), conference)) for name in ("speakers",)]
    facts.append((field_label("public_email"), ask.public_email))
    return Preview(ask, facts, count_words(ask.abstract), len(ask.abstract))


@dataclass(frozen=True)
class Step:
    """One decision as the organizer may know it."""

    what: str
    who: str
    when: str
    note: str
    is_undone: bool
    is_latest: bool


@dataclass(frozen=True)
class Mail:
    """One letter to the organizer and where it is."""

    subject: str
    when: str
    state: str
    state_text: str
    body: str


class ProposalPage:
    """The organizer's own page."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        self.proposal, self.conference, self.ask = holder.proposal, holder.conference, holder.ask
        self.standing = holder.standing

    @property
    def status(self) -> str:
        """The state in words."""
        return status_text(self.proposal.status)

    @property
    def next(self) -> str:
        """What happens next."""
        return what_next(
            self.proposal.status,
            conference=self.conference,
            now=self.holder.now,
            until=self.standing.held_until,
            pending_text=self.proposal.pending_text,
        )

    @property
    def place(self) -> list[tuple[str, str]]:
        """Where and when, if a room is kept."""
        slot = self.standing.slot
        return place_facts(self.conference, self.standing.room, slot) if slot else []

    @property
    def held_until(self) -> str:
        """Until when an offer can be answered."""
        held = self.standing.held_until
        return instant_text(held, self.conference) if held else ""

    @property
    def has_newer_text(self) -> bool:
        """Whether the text was changed after the office had decided on it."""
        return self.proposal.revision > self.proposal.settled_revision

    @property
    def offered(self) -> Ask:
        """The text that an offer is about."""
        return revision_of(self.proposal, self.proposal.settled_revision)

    @property
    def listed_from(self) -> str:
        """From when on the programme shows approved side events; empty if it does already."""
        return listed_from_text(self.conference, now=self.holder.now)

    @property
    def received(self) -> str:
        """When the first text came in."""
        return instant_text(self.proposal.submitted_at, self.conference)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The latest text beside title and abstract."""
        return ask_facts(self.ask, self.conference)

    @property
    def event(self) -> str:
        """The public page, where there is one."""
        face = side_event_of(self.proposal.id)
        if face is None or not is_listed(self.conference, now=self.holder.now):
            return ""
        return url_for("programme.event", conference=self.conference.slug, reference=self.proposal.reference)

    @property
    def last_change(self) -> list[tuple[str, Pieces]]:
        """What the latest revision changed."""
        if self.proposal.revision == 1:
            return []
        return differences(revision_of(self.proposal, self.proposal.revision - 1), self.ask, self.conference)

    @property
    def steps(self) -> list[Step]:
        """Everything that was decided, newest first."""
        rows = decisions_on(self.proposal.id)
        return [self._step(row, is_latest=row is rows[-1]) for row in reversed(rows)]

    def _step(self, row: DecisionRow, *, is_latest: bool) -> Step:
        return Step(
            what=action_done(row.action),
            who=_who(row),
            when=instant_text(row.at, self.conference),
            note=row.note,
            is_undone=row.undone_by is not None,
            is_latest=is_latest,
        )

    @property
    def letters(self) -> list[Mail]:
        """The letters to the contact, newest first."""
        rows = letters_about(self.proposal.id)
        mine = [row for row in rows if row.name in LETTERS and row.recipient == self.proposal.contact_email]
        # what the office holds it may still change, and what it dropped was never said
        return [self._mail(row) for row in reversed(mine) if row.state not in (HELD, DROPPED)]

    def _mail(self, row: LetterRow) -> Mail:
        when = instant_text(row.sent_at or row.written_at, self.conference)
        return Mail(row.subject, when, row.state, delivery_text(row.state), row.text)

    @property
    def actions(self) -> list[Action]:
        """What the organizer may do now."""
        return [action for action in Action if action in ORGANIZER and not objection(self.holder, [action])]

    @property
    def can_hand_over(self) -> bool:
        """Whether another contact may be asked to take over."""
        return not hand_over_problems(self.proposal.state)

    @property
    def changes_close(self) -> str:
        """Until when the text may change."""
        return last_minute_text(changes_close(self.conference, slot=self.standing.slot), self.conference)


def objection(holder: Holder, wanted: Iterable[Action]) -> Problem | None:
    """Why none of these verbs is open to the organizer, or None."""
    status, standing = holder.proposal.state, holder.standing
    possible = [action for action in actions_open(status, by=ORGANIZER) if action in wanted]
    first = next(iter(wanted))
    if not possible:
        return Problem("illegal-move", facts={"status": status.value, "action": first.value})
    if possible[0] in (Action.ACCEPT, Action.REFUSE):
        over = standing.held_until
        return Problem("offer-passed", facts={"until": over}) if over and holder.now >= over else None
    if possible[0] is Action.WITHDRAW:
        closes = standing.slot.start if standing.slot else None
    else:
        closes = changes_close(holder.conference, slot=standing.slot)
    return Problem("changes-closed", facts={"until": closes}) if closes and holder.now >= closes else None


def _who(row: DecisionRow) -> str:
    if row.actor == "office":
        return _("Conference office, %(initials)s", initials=row.initials) if row.initials else _("Conference office")
    return _("You") if row.actor == "organizer" else _("The portal")
