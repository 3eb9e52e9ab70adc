"""Postmen who break a rule each, and whether the referee sees it: a torture that finds nothing must be able to."""

from collections.abc import Callable

from tests.torture.ground import Ground
from tests.torture.points import POINTS, kill_at
from tests.torture.troubles import in_order, two

RCPT = next(point for point in POINTS if point.moment == "RCPT")


def loss(ground: Ground) -> bool:
    """Of one who marks before he sends, and dies between."""
    return kill_at(ground, RCPT, kind="marks-before").lost > 0


def copies(ground: Ground) -> bool:
    """Of two who claim nothing."""
    return two(ground, kind="claims-nothing", letters=5).verdict.copies > 0


def disorder(ground: Ground) -> bool:
    """Of one who begins with the newest."""
    return in_order(ground, kind="newest-first").verdict.disorder > 0


CONTROLS: dict[str, Callable[[Ground], bool]] = {
    "marks before it sends: a loss": loss,
    "sends without a claim: copies": copies,
    "ignores the order: disorder": disorder,
}
