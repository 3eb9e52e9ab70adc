"""A conference file's keys as one table: the documentation that the reader and the checker both follow."""

from sideevents.rules.conference_shape import (
    ADDRESS,
    CAUTIONS,
    KEY,
    LANGUAGE,
    PREFIX,
    Leaf,
    Several,
    Table,
    clock_time,
    day,
    flag,
    limit,
    local_moment,
    moment,
    number,
    one_of,
    pattern,
    slug,
    switch,
    text,
    zone,
)

NAME = Leaf(pattern(KEY, "bad-slug", "slug", most=60))
LINE = Leaf(text(350))
LANGUAGES = Leaf(pattern(LANGUAGE, "bad-language", "language", most=35))
OPTIONAL_LINE = Leaf(text(350), required=False, otherwise="")
OFF = Leaf(flag, required=False, otherwise=False)
MINUTES = Leaf(number(0, 720), required=False, otherwise=0)

AGENDA_ITEM = Table(
    {
        "day": Leaf(day),
        "start": Leaf(clock_time),
        "end": Leaf(clock_time),
        "title": LINE,
        "kind": Leaf(one_of("plenary", "break", "other")),
    }
)
WINDOW = Table(
    {
        "day": Leaf(day),
        "key": NAME,
        "start": Leaf(clock_time),
        "end": Leaf(clock_time),
        "kind": Leaf(one_of("lunch", "pre-plenary", "other")),
        "label": LINE,
        "slot_minutes": Leaf(number(5, 1440), required=False),
    }
)
CLOSURE = Table({"from": Leaf(local_moment), "until": Leaf(local_moment), "reason": LINE})
ROOM = Table(
    {
        "key": NAME,
        "name": LINE,
        "seats": Leaf(number(1, 100_000)),
        "building": OPTIONAL_LINE,
        "floor": OPTIONAL_LINE,
        "set_up_minutes": MINUTES,
        "clear_up_minutes": MINUTES,
        "features": Several(NAME, required=False),
        "step_free": OFF,
        "verified": OFF,
        "parts": Several(NAME, required=False),
        "closed": Several(CLOSURE, required=False),
    }
)
CHOICE = Table({"key": NAME, "label": LINE})

CONFERENCE = Table(
    {
        "slug": Leaf(slug),
        "title": LINE,
        "short_title": Leaf(text(60)),
        "venue": LINE,
        "city": LINE,
        "time_zone": Leaf(zone),
        "dates": Several(Leaf(day)),
        "languages": Several(LANGUAGES),
        "reference_prefix": Leaf(pattern(PREFIX, "bad-prefix", "prefix", most=10)),
        "decisions_by": Leaf(day),
        "programme_from": Leaf(moment, required=False),
        "join_links": Leaf(one_of("public", "calendar-only", "none"), required=False, otherwise="calendar-only"),
        "texts": Table(
            {
                "rules": Leaf(text(20_000, long=True)),
                "privacy": Leaf(text(20_000, long=True)),
                "access": Leaf(text(20_000, long=True), required=False, otherwise=""),
            }
        ),
        "office": Table({"name": LINE, "email": Leaf(pattern(ADDRESS, "bad-address", "address", most=254))}),
        "deadline": Table(
            {
                "submissions": Leaf(day),
                "late": Leaf(one_of("refuse", "flag"), required=False, otherwise="refuse"),
            }
        ),
        "agenda": Several(AGENDA_ITEM, required=False),
        "windows": Several(WINDOW),
        "rooms": Several(ROOM, required=False),  # a conference may be wholly online
        "themes": Several(CHOICE),
        "organisation_types": Several(CHOICE),
        "equipment": Several(CHOICE, required=False),
        "cautions": Table(
            {
                key: Leaf(limit if key == "parallel" else switch, required=False, otherwise=usual)
                for key, usual in CAUTIONS.items()
            },
            required=False,
        ),
    }
)
