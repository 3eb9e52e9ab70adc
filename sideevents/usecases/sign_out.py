"""An officer signs out, everywhere."""

from sideevents.store.office import end_sessions
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def sign_out(email: str) -> None:
    """End every session of the address."""
    end_sessions(email)
