"""One of each answer to mail that came in, with facts that never change."""

from collections.abc import Callable
from dataclasses import replace

from sideevents.mail import reply_letters
from sideevents.mail.letter import Letter
from sideevents.mail.reply_address import OFFICE, Reply
from sideevents.rules.problem import Problem
from sideevents.rules.reply import NotUnderstood
from sideevents.rules.workflow import Status
from sideevents.store.decision import DecisionRow
from sideevents.store.incoming import Message
from sideevents.store.placing import Standing
from tests.mail.samples import ARABIC, CHINESE, EVENING, LUNCH, about

UNDO = "https://side-events.example.org/office/undo/UNDO-TOKEN"
REPLY = Reply(OFFICE, proposal_id=7, revision=2, decisions=1)
WISHES = (
    "Dear colleagues,\n\nthank you. Could we have the room from noon? See https://evil.example.com/?a=1 <b>now</b>."
)


def message(text: str, *, sender: str = "m.keller@un.example.org") -> Message:
    """Mail that came in."""
    return Message("<1@un.example.org>", sender, "Re: [SE-007] Decision wanted", text)


def row(action: str, *, note: str = "", **after: object) -> DecisionRow:
    """The decision that the mail led to."""
    before = Standing(Status.SUBMITTED, 2, 1)
    now = Standing(Status.APPROVED, 2, 2, **after)  # type: ignore[arg-type]
    return DecisionRow(
        action=action, initials="m.keller", note=note, before=before.to_json(), after=now.to_json(), at=EVENING
    )


def reply_done() -> Letter:
    said = message("approve M2 mon lunch\n\nPlease tell them that there is no catering.")
    small = Problem("seats", about="room", facts={"seats": 120, "expected": 180})
    return reply_letters.done(
        about(ARABIC),
        said,
        row=row("approve", room="m2", slot=LUNCH),
        undo_until=EVENING,
        undo_url=UNDO,
        cautions=[small],
    )


def reply_done_for_good() -> Letter:
    said = message("decline: both windows are full")
    return reply_letters.done(
        about(), said, row=row("decline", note="both windows are full"), undo_until=None, undo_url=UNDO
    )


def reply_link() -> Letter:
    return reply_letters.link(about(), message("approve", sender="somebody@example.org"))


def reply_not_understood() -> Letter:
    why = NotUnderstood((Problem("note-missing", about="note", facts={"action": "return"}),), understood=("return",))
    return reply_letters.not_understood(about(CHINESE), message("Return!"), reply=REPLY, why=why)


def reply_refused() -> Letter:
    problem = Problem("room-taken", about="room", facts={"by": "SE-003", "until": LUNCH.end})
    return reply_letters.refused(about(), message("approve M2"), reply=REPLY, problems=[problem])


def reply_refused_for_now() -> Letter:
    facts = {"action": "decline", "by": "MK", "at": EVENING, "status": "declined"}
    problem = Problem("decided-meanwhile", facts=facts)
    return reply_letters.refused(about(), message("approve"), reply=REPLY, problems=[problem])


def reply_received() -> Letter:
    subject = about()
    return reply_letters.received(subject, message(WISHES, sender=subject.recipient), genuine=True)


def reply_received_from_a_stranger() -> Letter:
    return reply_letters.received(about(), message("", sender="somebody@example.org"), genuine=False)


def reply_received_with_files() -> Letter:
    said = replace(message("See the file.", sender=about().recipient), attachments=("programme.pdf", "برنامج.docx"))
    return reply_letters.received(about(), said, genuine=True)


ALL = (
    *(reply_done, reply_done_for_good, reply_link, reply_not_understood, reply_refused, reply_refused_for_now),
    *(reply_received, reply_received_from_a_stranger, reply_received_with_files),
)
SAMPLES: dict[str, Callable[[], Letter]] = {made.__name__.replace("_", "-"): made for made in ALL}
