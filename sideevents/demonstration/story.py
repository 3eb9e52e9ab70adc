"""What has happened at the bundled conference by a given instant: told by the real use-cases, act by act."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sideevents.rules import conference_file
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.rules.deadline import CONFIRMATION, is_late
from sideevents.rules.proposal_file import Entry, entry_of, rows_of
from sideevents.rules.workflow import Action
from sideevents.store.conference import find_conference
from sideevents.store.decision import last_to_undo
from sideevents.store.proposal import ProposalRow, find_by_submission_key, revision_of
from sideevents.usecases.amend_proposal import amend_proposal
from sideevents.usecases.answer_offer import answer_offer
from sideevents.usecases.confirm_address import confirm_address
from sideevents.usecases.decide_proposal import Verdict, decide_proposal
from sideevents.usecases.expire_proposal import expire_proposal
from sideevents.usecases.load_conference import load_conference
from sideevents.usecases.submit_proposal import Submission, submit_proposal
from sideevents.usecases.undo_decision import undo_decision
from sideevents.usecases.withdraw_proposal import withdraw_proposal

HERE = Path(__file__).parent
CONFERENCE_FILE = HERE.parent / "conferences" / "gcm-vienna-2017.toml"
SAMPLES = HERE / "sample-proposals.json"
VIENNA = ZoneInfo("Europe/Vienna")
INITIALS = "MK"
TIME_TO_CONFIRM = timedelta(minutes=12)
NEVER_CONFIRMED = {16, 21}  # positions in the sample file, as everywhere here

Deed = Callable[[ProposalRow, datetime], object]


@dataclass(frozen=True)
class Act:
    """One thing that happens at an instant."""

    at: datetime
    happens: Callable[[datetime], object]


def open_conference(now: datetime) -> str:
    """Load the bundled conference, its letters not held; the slug."""
    document = conference_file.parse(CONFERENCE_FILE.read_text("utf-8"))
    return load_conference(document, held=False, now=now).slug


def samples(conference: Conference) -> list[Entry]:
    """The sample proposals, read, in the order of their file."""
    return [entry_of(row, conference=conference) for row in rows_of(SAMPLES.read_text("utf-8"), csv_file=False)]


def tell(slug: str, *, after: datetime | None, until: datetime) -> None:
    """Let happen what happens later than ``after`` (None: from the beginning) and not later than ``until``."""
    row = find_conference(slug)
    assert row is not None
    conference = row.read()
    for act in sorted([*_submissions(conference), *_deeds(conference)], key=lambda act: act.at):
        if (after is None or act.at > after) and act.at <= until:
            act.happens(act.at)


def _submissions(conference: Conference) -> Iterator[Act]:
    for position, entry in enumerate(samples(conference)):
        at = entry.submitted_at
        if at is None or is_late(at, deadline=conference.deadline):
            continue
        yield Act(at, _submitting(position, entry.ask, conference))
        if position in NEVER_CONFIRMED:
            yield Act(at + CONFIRMATION, _to(position, lambda row, now: expire_proposal(row.id, now=now)))
        else:
            yield Act(at + TIME_TO_CONFIRM, _to(position, lambda row, now: confirm_address(row.id, now=now)))


def _submitting(position: int, ask: Ask, conference: Conference) -> Callable[[datetime], object]:
    submission = Submission(key=_key(position))
    return lambda now: submit_proposal(ask, slug=conference.slug, submission=submission, now=now)


def _key(position: int) -> str:
    return f"sample-{position:02d}"


def _to(position: int, deed: Deed) -> Callable[[datetime], object]:
    def happens(now: datetime) -> None:
        proposal = find_by_submission_key(_key(position))
        assert proposal is not None
        deed(proposal, now)

    return happens


def _deeds(conference: Conference) -> Iterator[Act]:
    def on(at: str, position: int, deed: Deed) -> Act:
        return Act(datetime.fromisoformat(at).replace(tzinfo=VIENNA), _to(position, deed))

    monday, tuesday = conference.dates[0].isoformat(), conference.dates[1].isoformat()

    def place(action: Action, room: str, window: str, **more: str) -> Deed:
        return _decision(action, conference, room=room, window=window, **more)

    yield on("2017-07-14T10:00", 0, place(Action.APPROVE, "boardroom-d", f"{monday}/lunch"))
    yield on("2017-07-14T10:20", 1, place(Action.APPROVE, "m3", f"{tuesday}/lunch"))
    yield on("2017-07-24T11:00", 2, place(Action.APPROVE, "m3", f"{monday}/lunch"))
    yield on("2017-07-24T11:10", 3, place(Action.APPROVE, "c2", f"{monday}/pre-plenary"))
    yield on("2017-07-24T11:20", 4, place(Action.APPROVE, "c2", f"{monday}/lunch"))
    yield on("2017-07-26T15:00", 5, place(Action.APPROVE, "boardroom-d", f"{tuesday}/lunch"))
    yield on("2017-07-26T15:10", 6, _decision(Action.RETURN, conference, note=TITLE_TOO_LONG))
    yield on("2017-07-28T09:30", 6, _amendment(title=SHORTER_TITLE))
    yield on("2017-07-28T10:00", 8, _decision(Action.DECLINE, conference, note="All rooms of this window are taken."))
    yield on("2017-07-28T10:05", 8, _undo)
    yield on("2017-07-28T10:06", 8, _decision(Action.WAITLIST, conference, note=ONLY_IF_ONE_FREES))
    yield on("2017-07-31T12:00", 1, place(Action.MOVE, "m2", f"{tuesday}/lunch", note=BOOTH))
    yield on("2017-07-31T12:10", 11, _decision(Action.RETURN, conference, note=TOO_MANY))
    yield on("2017-08-01T09:00", 12, place(Action.OFFER, "m3", f"{tuesday}/lunch", accept_by="2017-08-11T18:00"))
    yield on("2017-08-02T09:00", 13, lambda row, now: withdraw_proposal(row.id, note=ONE_EVENT, now=now))
    yield on("2017-08-02T16:00", 14, place(Action.APPROVE, "c2", f"{tuesday}/lunch"))
    yield on("2017-08-03T10:00", 15, place(Action.OFFER, "m3", f"{tuesday}/pre-plenary", accept_by="2017-08-08T12:00"))
    yield on("2017-08-04T11:30", 15, lambda row, now: answer_offer(row.id, Action.ACCEPT, note="", now=now))
    yield on("2017-08-04T15:00", 17, _decision(Action.DECLINE, conference, note=NO_PRODUCTS))
    yield on("2017-08-07T12:00", 14, _amendment(speakers=("Moderator", "Deaf refugee advocate", "Captioner")))
    yield on("2017-08-08T09:00", 20, place(Action.APPROVE, "c2", f"{tuesday}/pre-plenary"))
    yield on("2017-08-08T15:30", 20, _decision(Action.CANCEL, conference, note=CANNOT_TRAVEL))


TITLE_TOO_LONG = "Please shorten the title: the door sign and the programme card hold about 120 characters."
SHORTER_TITLE = (
    "National Referral Mechanisms for Trafficked Persons and Smuggled Migrants: Lessons from Twelve Countries"
)
ONLY_IF_ONE_FREES = "You wish for one window only, and it is full. We write as soon as a room becomes free."
BOOTH = "M2 has the interpretation booth that you asked for."
TOO_MANY = (
    "The largest room has 190 seats. Please say how many of the 650 will be in the room, and how many follow online."
)
ONE_EVENT = "We keep our other proposal and withdraw this one."
NO_PRODUCTS = "Side events present no products. An exhibition stand can be asked for at the venue's information desk."
CANNOT_TRAVEL = "The organizer's delegation cannot travel; the organizer asked us to cancel."


def _decision(
    action: Action, conference: Conference, *, note: str = "", room: str = "", window: str = "", accept_by: str = ""
) -> Deed:
    found = conference.window(window)

    def deed(proposal: ProposalRow, now: datetime) -> None:
        verdict = Verdict(
            action=action,
            by=conference.office_email,
            initials=INITIALS,
            revision=proposal.revision,
            decisions=proposal.decisions,
            note=note,
            room=room,
            slot=conference.stretch(found) if found else None,
            accept_by=datetime.fromisoformat(accept_by).replace(tzinfo=VIENNA) if accept_by else None,
        )
        decide_proposal(proposal.id, verdict, now=now)

    return deed


def _amendment(**changes: object) -> Deed:
    def deed(proposal: ProposalRow, now: datetime) -> None:
        ask = replace(revision_of(proposal), **changes)  # type: ignore[arg-type]
        amend_proposal(proposal.id, ask, revision=proposal.revision, now=now)

    return deed


def _undo(proposal: ProposalRow, now: datetime) -> None:
    last = last_to_undo(proposal.id)
    assert last is not None
    undo_decision(
        proposal.id,
        decision=last.id,
        by="office",
        initials=INITIALS,
        note="Declined by mistake: our apologies.",
        now=now,
    )
