"""Public addresses of a programme, as feeds write them."""

from sideevents.rules.conference import Conference
from sideevents.rules.programme import SideEvent


def programme_address(conference: Conference, *, public_url: str) -> str:
    """The programme's page."""
    return f"{public_url}/{conference.slug}/"


def event_address(event: SideEvent, *, conference: Conference, public_url: str) -> str:
    """The page of one side event."""
    return f"{programme_address(conference, public_url=public_url)}events/{event.reference}"
