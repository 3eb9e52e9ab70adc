"""Admission: everything that can be wrong with a proposal's text, said at once."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sideevents.rules.ask import FORMATS, Ask
from sideevents.rules.conference import Choice, Conference
from sideevents.rules.deadline import submission_problems
from sideevents.rules.problem import Problem
from sideevents.rules.text import forbidden_characters

TITLE_MIN = 5
LINE_MAX = 350
ORGANISATION_MAX = 250
ADDRESS_MAX = 254  # RFC 5321
URL_MAX = 2000  # links of meeting services are longer than a line
TEXT_MAX = 3000  # characters, so at most 12,000 bytes of UTF-8
LINES_MAX = 50
GATE_LINES_MAX = 200
PREFERENCES_MAX = 3
ATTENDANCE = (1, 5000)
SLOT_MINUTES_MIN = 15
SHOWN_MAX = 60

_LANGUAGES = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja
jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb
nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq
sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu sgn
"""
LANGUAGES = frozenset(_LANGUAGES.split())  # ISO 639-1, and sign languages


def admission_problems(
    ask: Ask, *, conference: Conference, now: datetime, extension_until: datetime | None = None
) -> list[Problem]:
    """Every objection to a first submission at ``now``: to the text and, last, to the hour."""
    return ask_problems(ask, conference=conference) + submission_problems(
        now, deadline=conference.deadline, late=conference.late, extension_until=extension_until
    )


def ask_problems(ask: Ask, *, conference: Conference) -> list[Problem]:
    """Every objection to the text itself, in the order of the form; ``about`` is the form's name of the field."""
    return [
        *_subject_problems(ask, conference=conference),
        *_wish_problems(ask, conference=conference),
        *_organizer_problems(ask),
        *_need_problems(ask, conference=conference),
        *_public_problems(ask),
    ]


def _subject_problems(ask: Ask, *, conference: Conference) -> list[Problem]:
    return [
        *_required("title", ask.title, _line("title", ask.title, least=TITLE_MIN)),
        *_required("abstract", ask.abstract, _long_text("abstract", ask.abstract)),
        *_choice("theme", ask.theme, among=_keys(conference.themes)),
        *_required(
            "lead_organisation",
            ask.lead_organisation,
            _line("lead_organisation", ask.lead_organisation, most=ORGANISATION_MAX),
        ),
        *_choice("organisation_type", ask.organisation_type, among=_keys(conference.organisation_types)),
        *_required("contact_name", ask.contact_name, _line("contact_name", ask.contact_name)),
        *_required("contact_email", ask.contact_email, _address("contact_email", ask.contact_email)),
    ]


def _wish_problems(ask: Ask, *, conference: Conference) -> list[Problem]:
    least, most = ATTENDANCE
    problems = _preference_problems(ask.preferences, names={window.name for window in conference.windows})
    if not least <= ask.expected_attendance <= most:
        problems.append(_out_of_range("expected_attendance", least, most))
    problems += _choice("format", ask.format, among=FORMATS)
    if not ask.languages:
        problems.append(Problem("missing", about="languages"))
    return problems + _choices("languages", ask.languages, among=LANGUAGES)


def _preference_problems(preferences: tuple[str, ...], *, names: Collection[str]) -> list[Problem]:
    if not any(preferences):
        return [Problem("missing", about="preference_1")]
    problems = []
    for rank, name in enumerate(preferences[:PREFERENCES_MAX], start=1):
        about = f"preference_{rank}"
        if name and name in preferences[: rank - 1]:
            problems.append(Problem("preference-twice", about=about))
        elif name or rank == 1:
            problems += _choice(about, name, among=names)
    if len(preferences) > PREFERENCES_MAX:
        problems.append(Problem("too-many", about=f"preference_{PREFERENCES_MAX}", facts={"max": PREFERENCES_MAX}))
    return problems


def _organizer_problems(ask: Ask) -> list[Problem]:
    problems = _bounded("co_organisers", ask.co_organisers, most=LINES_MAX)
    for each in ask.co_organisers[:LINES_MAX]:
        problems += _required("co_organisers", each.name, _line("co_organisers", each.name, most=ORGANISATION_MAX))
        problems += _address("co_organisers", each.address)
    return [
        *_once(problems),
        *_line("contact_phone", ask.contact_phone),
        *_address("public_email", ask.public_email),
    ]


def _need_problems(ask: Ask, *, conference: Conference) -> list[Problem]:
    problems = []
    if ask.slot_minutes is not None:
        most = _longest_wished_minutes(ask, conference=conference)
        if not SLOT_MINUTES_MIN <= ask.slot_minutes <= most:
            problems.append(_out_of_range("slot_minutes", SLOT_MINUTES_MIN, most))
    return [
        *problems,
        *_choices("equipment", ask.equipment, among=_keys(conference.equipment)),
        *_long_text("equipment_other", ask.equipment_other),
        *_long_text("accessibility_needs", ask.accessibility_needs),
    ]


def _longest_wished_minutes(ask: Ask, *, conference: Conference) -> int:
    wished = [window for window in conference.windows if window.name in ask.preferences] or conference.windows
    lengths = [conference.stretch(window) for window in wished]
    return max(((each.end - each.start) // timedelta(minutes=1) for each in lengths), default=SLOT_MINUTES_MIN)


def _public_problems(ask: Ask) -> list[Problem]:
    problems = _lines("speakers", ask.speakers, most=LINES_MAX)
    problems += _lines("gate_list", ask.gate_list, most=GATE_LINES_MAX)
    problems += _line("join_url", ask.join_url, most=URL_MAX)
    if ask.join_url and not _is_https(ask.join_url):
        problems.append(Problem("not-https", about="join_url"))
    return problems


def _required(about: str, text: str, problems: list[Problem]) -> list[Problem]:
    return problems if text.strip() else [Problem("missing", about=about)]


def _line(about: str, text: str, *, least: int = 0, most: int = LINE_MAX) -> list[Problem]:
    problems = _forbidden(about, forbidden_characters(text, one_line=True))
    if len(text) < least:
        problems.append(Problem("too-short", about=about, facts={"min": least}))
    return problems + _too_long(about, text, most=most)


def _long_text(about: str, text: str) -> list[Problem]:
    return _forbidden(about, forbidden_characters(text, one_line=False)) + _too_long(about, text, most=TEXT_MAX)


def _lines(about: str, lines: tuple[str, ...], *, most: int) -> list[Problem]:
    problems = [problem for line in lines[:most] for problem in _line(about, line)]
    return _bounded(about, lines, most=most) + _once(problems)


def _address(about: str, address: str) -> list[Problem]:
    # the shape only: whether mail arrives is proven by the link in it
    name, at, host = address.rpartition("@")
    problems = _line(about, address, most=ADDRESS_MAX)
    if address and not (name and at and host and address.split() == [address]):
        problems.append(Problem("bad-address", about=about, facts={"address": _shown(address)}))
    return problems


def _choice(about: str, value: str, *, among: Collection[str]) -> list[Problem]:
    if not value:
        return [Problem("missing", about=about)]
    return [] if value in among else [Problem("unknown-choice", about=about, facts={"value": _shown(value)})]


def _choices(about: str, values: tuple[str, ...], *, among: Collection[str]) -> list[Problem]:
    unknown = [value for value in values[:LINES_MAX] if value not in among]
    problems = [Problem("unknown-choice", about=about, facts={"value": _shown(value)}) for value in unknown]
    return _bounded(about, values, most=LINES_MAX) + _once(problems)


def _bounded(about: str, values: tuple[object, ...], *, most: int) -> list[Problem]:
    return [Problem("too-many", about=about, facts={"max": most})] if len(values) > most else []


def _too_long(about: str, text: str, *, most: int) -> list[Problem]:
    return [Problem("too-long", about=about, facts={"max": most, "has": len(text)})] if len(text) > most else []


def _out_of_range(about: str, least: int, most: int) -> Problem:
    return Problem("out-of-range", about=about, facts={"min": least, "max": most})


def _forbidden(about: str, characters: Iterable[str]) -> list[Problem]:
    return [Problem("forbidden-character", about=about, facts={"character": each}) for each in characters]


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # such as an IPv6 host without its bracket
        return False
    return parts.scheme == "https" and bool(parts.hostname) and url.split() == [url]


def _keys(choices: Iterable[Choice]) -> set[str]:
    return {choice.key for choice in choices}


def _shown(value: str) -> str:
    """A wrong value, short and printable enough to stand in a sentence."""
    return "".join(each if each.isprintable() else "?" for each in value[:SHOWN_MAX])


def _once(problems: list[Problem]) -> list[Problem]:
    return [problem for n, problem in enumerate(problems) if problem not in problems[:n]]
