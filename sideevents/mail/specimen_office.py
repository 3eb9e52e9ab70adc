"""Specimens of the letters to the office."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from sideevents.mail import delivery_letters, digest, links, office_letters, reply_letters
from sideevents.mail.letter import Letter
from sideevents.mail.reply_address import OFFICE, Reply
from sideevents.mail.scene import Scene
from sideevents.rules.difference import changes
from sideevents.rules.problem import Problem
from sideevents.rules.reply import NotUnderstood
from sideevents.rules.workflow import Action, Status
from sideevents.store.assessment import Assessment, assess
from sideevents.store.decision import DecisionRow
from sideevents.store.digest import Digest, Entry
from sideevents.store.incoming import Message
from sideevents.store.placing import Standing
from sideevents.store.proposal import find_proposal

MORE_PEOPLE = 10


def _decide_url() -> str:
    return links.absolute("/office/decide/specimen")


def _assessment(scene: Scene) -> Assessment:
    about = scene.about
    proposal = find_proposal(about.proposal_id)
    return assess(proposal, about.ask, conference=about.conference) if proposal else Assessment((), ())


def _decision_wanted(scene: Scene) -> Iterable[Letter]:
    yield office_letters.decision_wanted(
        scene.about, url=_decide_url(), received_at=scene.now, late=False, assessment=_assessment(scene)
    )


def _amended(scene: Scene) -> Iterable[Letter]:
    ask = scene.about.ask
    before = replace(ask, expected_attendance=(ask.expected_attendance or 0) + MORE_PEOPLE)
    for pending_text in (False, True):
        yield office_letters.amended(
            scene.about,
            url=_decide_url(),
            changes=changes(before, ask),
            assessment=_assessment(scene),
            pending_text=pending_text,
        )


def _withdrawn_notice(scene: Scene) -> Iterable[Letter]:
    yield office_letters.withdrawn_notice(scene.about, room=scene.room, slot=scene.slot, note=scene.note)
    yield office_letters.withdrawn_notice(scene.about, room="", slot=None, note=scene.note)


def _offer_answered(scene: Scene) -> Iterable[Letter]:
    for answer in ("accept", "refuse", "release", office_letters.UNTOLD):
        yield office_letters.offer_answered(
            scene.about, answer=answer, room=scene.room, slot=scene.slot, note=scene.note
        )


def _message(scene: Scene, text: str) -> Message:
    return Message("<specimen@example.org>", scene.about.conference.office_email, "", text)


def _reply(scene: Scene) -> Reply:
    about = scene.about
    return Reply(OFFICE, about.proposal_id, about.revision, about.decisions)


def _reply_done(scene: Scene) -> Iterable[Letter]:
    after = Standing(Status.APPROVED, 1, 1, room=scene.room, slot=scene.slot)
    row = DecisionRow(action=Action.APPROVE.value, initials="AB", note="", after=after.to_json())
    for until in (scene.until, None):
        yield reply_letters.done(
            scene.about,
            _message(scene, "approve"),
            row=row,
            undo_until=until,
            undo_url=links.absolute("/office/undo/specimen"),
        )


def _reply_refused(scene: Scene) -> Iterable[Letter]:
    facts = {"action": Action.WAITLIST, "by": "AB", "at": scene.now, "status": Status.WAITLISTED}
    for problem in (Problem("room-missing", about="room"), Problem("decided-meanwhile", facts=facts)):
        yield reply_letters.refused(scene.about, _message(scene, "approve"), reply=_reply(scene), problems=[problem])


def _reply_not_understood(scene: Scene) -> Iterable[Letter]:
    why = NotUnderstood((Problem("action-missing", about="action"),), odd=("perhaps",))
    yield reply_letters.not_understood(scene.about, _message(scene, "perhaps"), reply=_reply(scene), why=why)


def _reply_link(scene: Scene) -> Iterable[Letter]:
    yield reply_letters.link(scene.about, _message(scene, "approve"))


def _reply_received(scene: Scene) -> Iterable[Letter]:
    about = scene.about
    message = replace(_message(scene, scene.note), sender=about.recipient)
    yield reply_letters.received(about, message, genuine=True)
    yield reply_letters.received(about, replace(message, sender="name@example.org", text=""), genuine=False)
    yield reply_letters.received(about, replace(message, attachments=("specimen.pdf",)), genuine=True)


def _delivery_failed(scene: Scene) -> Iterable[Letter]:
    about = scene.about
    undelivered = delivery_letters.Undelivered(about.ask.title, about.recipient, scene.now, "550 5.1.1 User unknown")
    yield delivery_letters.delivery_failed(undelivered, conference=about.conference, about=about)
    yield delivery_letters.delivery_failed(undelivered, conference=about.conference, words=about.words)


def _digest(scene: Scene) -> Iterable[Letter]:
    about = scene.about
    entry = Entry(about.reference, about.ask.title, scene.now)
    yield digest.digest(
        Digest(scene.now, new=(entry,), waiting=(entry,)),
        day=scene.now.astimezone(about.conference.zone).date(),
        conference=about.conference,
        words=about.words,
        now=scene.now,
    )


MAKERS: dict[str, Callable[[Scene], Iterable[Letter]]] = {
    "amended": _amended,
    "decision-wanted": _decision_wanted,
    "delivery-failed": _delivery_failed,
    "digest": _digest,
    "offer-answered": _offer_answered,
    "reply-done": _reply_done,
    "reply-link": _reply_link,
    "reply-not-understood": _reply_not_understood,
    "reply-received": _reply_received,
    "reply-refused": _reply_refused,
    "withdrawn-notice": _withdrawn_notice,
}
