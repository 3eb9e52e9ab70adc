"""What participants read costs the same number of queries, whatever the number of side events."""

import pytest

from tests import scenes
from tests.grounds.office import queries_of

PROGRAMME = f"/{scenes.SLUG}"
AT_MOST = 3


def queries(app_on, path: str, *, events: int) -> int:
    app = app_on()
    with app.app_context():
        scenes.vienna()
        scenes.many_side_events(events)
    client = app.test_client()

    def visit() -> None:
        answer = client.get(f"{PROGRAMME}{path}")
        assert answer.status_code == 200
        assert b"SE-001" in answer.data

    return queries_of(app, visit)


@pytest.mark.parametrize("path", ["/", "/?theme=smuggling", "/events/SE-001", "/programme.ics", "/programme.json"])
def test_a_page_costs_the_same_queries_with_1_60_and_1000_side_events(app_on, path):
    counts = {events: queries(app_on, path, events=events) for events in (1, 60, 1000)}
    assert len(set(counts.values())) == 1, counts
    assert counts[1] <= AT_MOST
