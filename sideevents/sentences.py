"""The sentence of each code that a rule or a use-case objects with. Placeholders are the problem's facts; where a code
comes with different facts, the first sentence whose facts are all there is said."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

Sentences = dict[str, "LazyString | tuple[LazyString, ...]"]

FORM: Sentences = {
    "missing": _("This is needed."),
    "too-short": _("This is too short: it needs at least %(min)s characters."),
    "too-long": (
        _("This is too long: %(has)s characters, at most %(max)s are allowed."),
        _("This is too long: at most %(max)s are allowed."),
    ),
    "too-many": _("These are too many: at most %(max)s are allowed."),
    "out-of-range": _("This must be a number from %(min)s to %(max)s."),
    "unknown-choice": (
        _("“%(value)s” is not among the choices. Choose one of the list."),
        _("This is not among the choices. Choose one of the list."),
    ),
    "preference-twice": _("This window is wished for twice. Choose another one, or leave this wish empty."),
    "not-https": _("This must be an address that begins with https://."),
    "forbidden-character": _("This holds a character that cannot be shown (%(character)s). Remove it, or type anew."),
    "bad-address": _("This is not an e-mail address. It should look like name@example.org."),
    "unknown-language": _(
        "“%(value)s” is not a language that we know. Write its name in English or in the language itself, or its"
        " two-letter code."
    ),
    "rules-not-accepted": _("Accept the rules to send the proposal."),
    "deadline-passed": _(
        "Proposals were accepted until %(deadline)s. Your text is still here: copy it, and ask the conference office"
        " whether it can still take it."
    ),
    "already-submitted": _(
        "This form was sent before with another text. What you have typed is still here: to send it as a proposal of"
        " its own, open the form anew; to change the first one, use the link in its letter."
    ),
    "duplicate": _(
        "A proposal with this title from this organisation and address is already here. Have its links mailed to you."
    ),
    "extension-other-address": (
        _("This extension was given to %(email)s. Use that address, or ask the conference office for your own."),
        _("This extension was given to another address. Use that one, or ask the conference office for your own."),
    ),
    "extension-used": _("This extension was used already: it was for one proposal. Ask the conference office."),
    "extension-expired": _("This extension was good until %(until)s. Ask the conference office for a longer one."),
    "same-contact": _("This is the address of the present contact. Enter another one, or leave the contact as it is."),
    "room-needed": _(
        "The new text is no longer about an online event, and the side event has no room. Move it to a room first, or"
        " return the text."
    ),
    "text-alone": _(
        "Only the new text waits for a decision: the side event keeps its room and slot. Write “approve” alone, or move"
        " it on the page."
    ),
    "same-place": _("The proposal has this room and slot already. Choose another one."),
    "nothing-changed": _("Nothing is changed yet. Change the text, or leave it as it is."),
    "unknown-address": (
        _("%(email)s is not on the list."),
        _("This address is not on the list. Ask an officer to invite you."),
    ),
    "form-aged": _(
        "This page lay open for too long, or was opened in another browser. Nothing is lost: your text is still here."
        " Send it again."
    ),
    "too-many-requests": _(
        "Too many requests came from your network. Nothing is lost: your text is still here. Send it again later."
    ),
    "busy": _("The portal is very busy. Nothing is lost: your text is still here. Send it again in a minute."),
}

DECISION: Sentences = {
    "room-taken": (
        _(
            "%(by)s has this room (%(kind)s) from %(from)s until %(until)s, set-up and clear-up included. Choose"
            " another room or slot."
        ),
        _("%(by)s has this room until %(until)s, set-up and clear-up included. Choose another room or slot."),
        _("Another side event has just taken this room. Choose another room or slot."),
    ),
    "room-closed": (
        _("This room is closed from %(from)s until %(until)s: %(reason)s. Choose another room or slot."),
        _("This room is closed from %(from)s until %(until)s. Choose another room or slot."),
    ),
    "room-missing": _("Choose a room: this side event is not online."),
    "room-unknown": (
        _("The conference has no room “%(room)s”. Choose one of the list."),
        _("The conference has no such room. Choose one of the list."),
    ),
    "slot-missing": _("Choose a slot: its day, its start and its end."),
    "slot-past": _("This slot has begun already. Choose a later one."),
    "outside-windows": _("This slot lies in no window of the conference. Choose start and end inside one window."),
    "off-grid": _("This slot does not fit the slots of its window. Choose one of them, or steps of five minutes."),
    "during-plenary": _("The plenary meets then: %(title)s, %(start)s to %(end)s. Side events never run against it."),
    "action-missing": _("Choose a decision."),
    "note-missing": _("Write a note: the organizer reads it and must know what to do next."),
    "initials-missing": _("Write your initials, so that your colleagues know who decided."),
    "accept-by-missing": _("Say until when the organizer may accept the offer."),
    "accept-by-past": _("The offer must stay open for a while: choose a later instant to accept by."),
    "accept-by-too-late": _("The offer must be answered 24 hours before the slot, by %(until)s at the latest."),
    "decided-meanwhile": _(
        "This was decided meanwhile: %(done)s by %(by)s on %(at)s. Nothing was changed now. Read the present"
        " state first."
    ),
    "decided-meanwhile-undo": _("This decision was taken back or followed by another meanwhile. Nothing was changed."),
    "revision-changed": _(
        "The text was changed meanwhile: it is revision %(revision)s now. Nothing was decided. Read the new text first."
    ),
    "illegal-move": _("This proposal is now: %(status)s. “%(action)s” is no longer possible. Nothing was changed."),
    "offer-passed": _("The offer was open until %(until)s, and the room was given back. Write to the office."),
    "no-offer": _("There is no open offer: this proposal is now: %(status)s."),
    "changes-closed": _("Changes were possible until %(until)s. Write to the conference office."),
    "undo-closed": _("This could be taken back until %(until)s. Move or cancel the side event instead."),
    "until-past": _("Choose an instant that is still to come."),
    "reason-missing": _("Write a reason: it is kept, and the organizer reads it."),
    "letter-not-waiting": _("Letter %(id)s is not waiting: it is unknown, was sent, or is being sent now."),
    "letter-left": _("The letter has left or was dropped meanwhile. Nothing was changed."),
    "words-edited-meanwhile": _(
        "A colleague has changed these words meanwhile. Nothing was changed now, and what you typed is still here: save"
        " it again to put it in the place of theirs."
    ),
    "letter-edited-meanwhile": _("A colleague has changed the letter meanwhile. Nothing was changed now."),
    "letter-empty": _("Nothing is left of the letter. Keep a paragraph, or take the decision back."),
    "letters-missing": _("Choose the letters to send."),
    "unknown-placeholder": _("This letter does not know %(unknown)s. It knows: %(known)s."),
    "stray-brace": _("Braces may only stand around the name of a fact, such as {office}. Remove the others."),
    "link-used": _("This link was used already."),
    "link-expired": _("This link is too old."),
    "contact-changed": _("The proposal was handed over already: it has another contact now, and newer links."),
    "hand-over-expired": _(
        "This link was good until %(until)s. Ask the present contact to hand the proposal over once more."
    ),
}

REPLY: Sentences = {
    "reply-empty": _("The answer holds no words above the quoted letter. Write the decision in its first line."),
    "reply-no-verb": _(
        "The first line, “%(line)s”, does not begin with a decision: approve, return, decline or waitlist."
    ),
    "reply-odd-words": _("Not understood: %(words)s. Write the decision, the room and the window, and no other word."),
    "reply-question": _("A question was read, and no decision. Write the decision without a question mark."),
    "reply-two-verbs": _("Two decisions were read; the second in “%(words)s”. Write one in the first line."),
    "reply-no-colon": _(
        "It is not plain that “%(words)s” is a remark for the organizer. Put a colon before the remark, such as:"
        " return: shorten the title."
    ),
    "reply-note-quotes-letter": _(
        "The remark holds a link of the office, which the organizer would read. Write the remark alone, then an empty"
        " line."
    ),
    "reply-no-seats": _(
        "No room that is free in the windows wished for seats the %(expected)s people expected. The largest is %(room)s"
        " with %(seats)s seats (%(window)s, %(day)s). Name a room to approve it all the same."
    ),
    "several-proposals": _("The message went to reply addresses of several proposals. Answer one letter at a time."),
    "reply-two-rooms": _("Several rooms were named: %(rooms)s. Name one."),
    "reply-two-meanings": _("“%(words)s” may be a room or a time. Write the room by its full name, or use the page."),
    "reply-two-windows": _(
        "“%(words)s” fits several windows, and none of them is wished for. Say the day and the window, such as: tue"
        " lunch."
    ),
    "reply-no-window": _("No slot of the conference fits “%(words)s”. Say the day and the window, such as: tue lunch."),
    "reply-nothing-free": (
        _("%(room)s is not free then: %(window)s, %(day)s. Name another room or window."),
        _("No room is free then: %(window)s, %(day)s. Name another window."),
        _("%(room)s is free in none of the windows that are wished for. Name another room, or a day and a window."),
        _("No room is free in the windows that are wished for. Name a day and a window."),
    ),
}

CAUTIONS: Sentences = {
    "one-per-lead": _(
        "Same lead organizer as %(reference)s (%(status)s): one event per lead organizer is this conference’s rule."
    ),
    "theme-twice": _("In the same window, on the same theme (%(label)s): %(references)s."),
    "same-time-organizer": _("%(name)s also organizes %(reference)s, which runs at the same time."),
    "same-time-speaker": _("%(name)s is on the gate list of %(reference)s too, which runs at the same time."),
    "seats": _("%(expected)s people are expected, and the room has %(seats)s seats."),
    "equipment": _("The room lacks: %(missing)s."),
    "step-free": _("Step-free access is asked for, and the room has none."),
    "hybrid": _("The event is in person and online, and the room is not equipped for that."),
    "parallel": _("%(count)s side events run in this window already; the conference’s limit is %(limit)s."),
    "wish-changed-late": _("The wishes were changed after the deadline."),
    "commercial-pitch": _("This is not a commercial pitch (checked by eye)."),
    "state-in-title": _("The title names %(country)s, and that State’s engagement is known (checked by eye)."),
}

CONFERENCE_FILE: Sentences = {
    "toml-syntax": (_("The file is not TOML. Line %(line)s: %(message)s"), _("The file is not TOML: %(message)s")),
    "wrong-type": _("This must be %(expected)s."),
    "unknown-key": (
        _("The portal knows no such key. Is “%(near)s” meant?"),
        _("The portal knows no such key."),
    ),
    "unknown-zone": _("This is no time zone. It should look like Europe/Vienna."),
    "bad-slug": _("A slug holds small letters, digits and single hyphens only."),
    "reserved-slug": _("“%(slug)s” is an address of the portal itself. Choose another slug."),
    "prefix-in-use": _(
        "%(count)s proposals carry references with the prefix %(prefix)s. It cannot be changed any more."
    ),
    "prefix-taken": _("The reference prefix %(prefix)s belongs to the conference %(slug)s. Choose another one."),
    "bad-value": _("This must be one of: %(allowed)s."),
    "bad-prefix": _("A reference prefix holds capital letters and digits only, such as SE."),
    "json-syntax": _("The file is not JSON. Line %(line)s: %(message)s"),
    "json-shape": _("The file must be a JSON list of proposals, each with its fields by name."),
    "row-twice": _("This is the same proposal as in row %(row)s: same address, organizer and title."),
    "twice": _("This stands here twice; it must be unique."),
    "outside-dates": _("This day is not among the dates of the conference."),
    "ends-before-start": _("The end must come after the start."),
    "in-the-gap": _("This time does not exist: the clock jumps over it."),
    "unknown-room": _("No room has the key “%(room)s”."),
    "part-of-part": _("“%(room)s” has parts itself. Name those parts here, each of them."),
    "unknown-feature": _("This is no key of the equipment, nor hybrid, nor interpretation."),
    "window-during-plenary": _("This window runs against the plenary."),
    "would-break": _("This would break the booking of %(reference)s: %(why)s. Move or cancel it first."),
}

# the form's fields say more than "This is needed."
FIELDS: dict[tuple[str, str], LazyString] = {
    ("bad-address", "co_organisers"): _("“%(address)s” is not an e-mail address. Correct it, or leave the name alone."),
    ("missing", "title"): _("Enter a title."),
    ("missing", "abstract"): _("Enter an abstract: what is the side event about?"),
    ("missing", "theme"): _("Choose a theme."),
    ("missing", "lead_organisation"): _("Enter the name of the lead organizer."),
    ("missing", "organisation_type"): _("Choose the type of the lead organizer."),
    ("missing", "contact_name"): _("Enter the name of the contact."),
    ("missing", "contact_email"): _("Enter the contact’s e-mail address."),
    ("missing", "preference_1"): _("Choose the window that you wish for most."),
    ("missing", "expected_attendance"): _("Enter how many people you expect."),
    ("missing", "format"): _("Choose whether people meet in person, online, or both."),
    ("missing", "languages"): _("Choose at least one language of the side event."),
}

SENTENCES: Sentences = {**FORM, **DECISION, **REPLY, **CAUTIONS, **CONFERENCE_FILE}
