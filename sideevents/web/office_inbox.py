"""The inbox as a page: filters by address, counts per state, one line a proposal."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from sideevents.describing import day_text, instant_text
from sideevents.rules.conference import Conference
from sideevents.rules.workflow import Status
from sideevents.store.inbox import InboxRow
from sideevents.wording import status_text

ALL, WAITING = "", "waiting"
STATES = (
    Status.SUBMITTED,
    Status.RETURNED,
    Status.OFFERED,
    Status.WAITLISTED,
    Status.APPROVED,
    Status.DECLINED,
    Status.CANCELLED,
    Status.WITHDRAWN,
    Status.MERGED,
)


@dataclass(frozen=True)
class Filters:
    """What the address of the inbox asks for; an empty value asks for nothing."""

    status: str = ALL
    theme: str = ""
    window: str = ""
    q: str = ""
    late: bool = False
    pending: bool = False
    failed: bool = False

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        """The filters of a query string; a state that does not exist is none."""
        status = args.get("status", ALL)
        known = status in {WAITING, *STATES}

        def words(name: str) -> str:
            return args.get(name, "").strip()[:200]

        return cls(
            status=status if known else ALL,
            theme=words("theme"),
            window=words("window"),
            q=words("q"),
            late=bool(args.get("late")),
            pending=bool(args.get("pending")),
            failed=bool(args.get("failed")),
        )

    def args(self, **changes: str) -> dict[str, Any]:
        """The query string of these filters with some of them changed; what asks for nothing is left out."""
        mine = {"status": self.status, "theme": self.theme, "window": self.window, "q": self.q}
        boxes = {name: "1" for name in ("late", "pending", "failed") if getattr(self, name)}
        return {name: value for name, value in {**mine, **boxes, **changes}.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether they ask for more than a state."""
        return bool(self.args(status=ALL))

    def fits(self, row: InboxRow) -> bool:
        """Whether the proposal is what they ask for, whatever its state."""
        ask, proposal = row.ask, row.proposal
        return (
            (not self.theme or ask.theme == self.theme)
            and (not self.window or self.window in ask.preferences)
            and (not self.late or proposal.late)
            and (not self.pending or proposal.pending_text)
            and (not self.failed or row.failed > 0)
            and (not self.q or self.q.casefold() in _searched(row))
        )

    def fits_state(self, row: InboxRow) -> bool:
        """Whether it is in the state they ask for."""
        if self.status == WAITING:
            return waits(row)
        return self.status in (ALL, row.proposal.status)


@dataclass(frozen=True)
class Line:
    """One proposal of the list."""

    reference: str
    title: str
    lead: str
    wishes: tuple[str, ...]
    people: int
    status: str
    status_words: str
    waits: bool
    since: str
    days: int
    late: bool
    pending: bool
    failed: int


def waits(row: InboxRow) -> bool:
    """Whether the office has something to decide: a submitted proposal, or a newer text of a side event."""
    return row.proposal.state is Status.SUBMITTED or row.proposal.pending_text


def line(row: InboxRow, conference: Conference, *, now: datetime) -> Line:
    """A proposal as the list shows it."""
    proposal, ask = row.proposal, row.ask
    return Line(
        reference=proposal.reference or "",
        title=ask.title,
        lead=ask.lead_organisation,
        wishes=tuple(_brief(conference, name) for name in ask.preferences),
        people=ask.expected_attendance,
        status=proposal.status,
        status_words=status_text(proposal.status),
        waits=waits(row),
        since=instant_text(row.since, conference),
        days=_days(row.since, conference, now=now),
        late=proposal.late,
        pending=proposal.pending_text,
        failed=row.failed,
    )


def state_tabs(rows: Iterable[InboxRow], filters: Filters, *, slug: str) -> list[tuple[str, str, int, bool]]:
    """Address, words, number and whether it is the current one, of each state among the rows that fit."""
    fitting = [row for row in rows if filters.fits(row)]
    counts = Counter(row.proposal.status for row in fitting)
    wanted = [(WAITING, gettext("To decide"), sum(map(waits, fitting))), (ALL, gettext("All"), len(fitting))]
    wanted += [
        (state.value, status_text(state), counts[state])
        for state in STATES
        if counts[state] or state in (Status.SUBMITTED, Status.APPROVED, filters.status)
    ]
    return [
        (url_for("office.inbox", slug=slug, **filters.args(status=key)), words, count, key == filters.status)
        for key, words, count in wanted
    ]


def _days(since: datetime, conference: Conference, *, now: datetime) -> int:
    """Midnights of the conference since then."""
    return (now.astimezone(conference.zone).date() - since.astimezone(conference.zone).date()).days


def _searched(row: InboxRow) -> str:
    ask = row.ask
    names = (each.name for each in ask.co_organisers)
    return "\n".join((row.proposal.reference or "", ask.title, ask.lead_organisation, *names)).casefold()


def _brief(conference: Conference, name: str) -> str:
    """A wished window by its day and label: the column is narrow."""
    window = conference.window(name)
    return f"{day_text(window.day, weekday='short')}, {window.label}" if window else name
