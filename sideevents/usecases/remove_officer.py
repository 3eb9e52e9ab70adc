"""Take an address off the list; it is signed out everywhere."""

from sideevents.rules.problem import Problem, Refused
from sideevents.store import office
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def remove_officer(email: str) -> None:
    """Remove every role of ``email`` (lower case); Refused if it has none."""
    if not office.remove_officer(email):
        raise Refused([Problem("unknown-address", about="email", facts={"email": email})])
    office.end_sessions(email)
