"""The post in words: what happened to letters on their way, and to mail that came in. Like ``wording``, it knows no
database."""

from flask_babel import lazy_gettext

RESULTS = {
    "sent": lazy_gettext("The mail server took it"),
    "later": lazy_gettext("The mail server did not take it yet"),
    "alarm": lazy_gettext("Something is wrong with the mail server or its settings"),
    "refused": lazy_gettext("The mail server refused it for good"),
    "bounced": lazy_gettext("It came back: it could not be delivered"),
    "delayed": lazy_gettext("A report says: it is delayed on its way"),
    "delivered": lazy_gettext("A report says: it was delivered"),
    "again": lazy_gettext("The office sent it again"),
    "released": lazy_gettext("The office let it go"),
}
INCOMING = {
    "command": lazy_gettext("Answer of the office"),
    "reply": lazy_gettext("Reply"),
    "report": lazy_gettext("Report of a mail server"),
    "other": lazy_gettext("Mail"),
}
OUTCOMES = {
    "decided": lazy_gettext("decided as it says"),
    "refused": lazy_gettext("could not be done; its sender was told why"),
    "not-understood": lazy_gettext("not understood; its sender was told so"),
    "link": lazy_gettext("its sender may not decide by mail, and got a link instead"),
    "passed-on": lazy_gettext("passed on to the office"),
    "limited": lazy_gettext("kept here alone: its sender wrote too often in one hour"),
    "bounced": lazy_gettext("a letter came back"),
    "delayed": lazy_gettext("a letter is delayed on its way"),
    "delivered": lazy_gettext("a letter was delivered"),
    "automatic": lazy_gettext("an automatic answer; nobody was told"),
    "dropped": lazy_gettext("nothing was done"),
}


def result_text(result: str) -> str:
    """What happened to a letter on its way."""
    return str(RESULTS.get(result, result))


def incoming_text(kind: str) -> str:
    """What kind of mail came in."""
    return str(INCOMING.get(kind, kind))


def outcome_text(outcome: str) -> str:
    """What became of a mail that came in."""
    return str(OUTCOMES.get(outcome, outcome))
