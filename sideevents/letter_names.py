"""What people call each letter. Imports rules alone."""

from flask_babel import lazy_gettext

TO_ORGANIZERS = {
    "confirm-address": lazy_gettext("Confirm your address"),
    "received": lazy_gettext("Receipt with the number"),
    "returned": lazy_gettext("Returned for changes"),
    "offered": lazy_gettext("Slot offered"),
    "offer-lapsed": lazy_gettext("Offer not answered, slot given back"),
    "approved": lazy_gettext("Approved"),
    "waitlisted": lazy_gettext("On the waiting list"),
    "declined": lazy_gettext("Declined"),
    "moved": lazy_gettext("Moved"),
    "cancelled": lazy_gettext("Cancelled"),
    "undone": lazy_gettext("Decision taken back"),
    "withdrawn": lazy_gettext("Withdrawn"),
    "reminder": lazy_gettext("Reminder"),
    "links": lazy_gettext("Links to the proposals of an address"),
    "hand-over": lazy_gettext("Invitation to take a proposal over"),
    "handed-over": lazy_gettext("Handed over to another contact"),
    "extension": lazy_gettext("Extension of the deadline"),
}
TO_OFFICE = {
    "decision-wanted": lazy_gettext("Decision wanted"),
    "amended": lazy_gettext("Changed by the organizer"),
    "withdrawn-notice": lazy_gettext("Withdrawn by the organizer"),
    "offer-answered": lazy_gettext("Answer to an offer"),
    "reply-received": lazy_gettext("Answer of an organizer"),
    "reply-done": lazy_gettext("Decided by an answer"),
    "reply-refused": lazy_gettext("Answer that could not be carried out"),
    "reply-not-understood": lazy_gettext("Answer that was not understood"),
    "reply-link": lazy_gettext("Answer of somebody who may not decide by mail"),
    "delivery-failed": lazy_gettext("Letter that did not arrive"),
    "digest": lazy_gettext("Digest"),
    "sign-in": lazy_gettext("Link to sign in"),
}


def letter_text(letter: str) -> str:
    """The letter's name for people; its own if it has none."""
    return str(TO_ORGANIZERS.get(letter) or TO_OFFICE.get(letter) or letter)
