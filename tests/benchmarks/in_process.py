"""Figures without a server, in a process of their own: ``python -m tests.benchmarks.in_process rendering|submission``.
Settings come from the environment; prints milliseconds."""

import os
import statistics
import sys
import time
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sideevents import create_app
from tests.benchmarks import posting
from tests.benchmarks.seeding import LARGE
from tests.grounds.markup import CSRF_FIELD, read_html

SUBMISSIONS = 40


def rendering(app: Flask) -> list[float]:
    """The first rendering of the programme page with 1,000 side events, and the second."""
    client = app.test_client()
    return [_timed(lambda: client.get(f"/{LARGE}/"), status=200) for _ in range(2)]


def submission(app: Flask) -> list[float]:
    """Of some submissions after the first: the middle one, the slowest, and what one takes of the processor."""
    client = app.test_client()
    token = _token(client)
    busy = time.process_time()
    took = [
        _timed(
            lambda number=number: client.post(posting.PROPOSE, data={**posting.proposal(number), CSRF_FIELD: token}),
            status=303,
        )
        for number in range(100_000, 100_000 + SUBMISSIONS)
    ][1:]
    return [statistics.median(took), max(took), (time.process_time() - busy) * 1000 / SUBMISSIONS]


def _token(client: FlaskClient) -> str:
    root, _ = read_html(client.get(posting.PROPOSE).get_data(as_text=True))
    return next(str(node.get("value")) for node in root.all("input") if node.get("name") == CSRF_FIELD)


def _timed(request: Callable[[], TestResponse], *, status: int) -> float:
    begun = time.perf_counter()
    answer = request()
    answer.get_data()
    took = (time.perf_counter() - begun) * 1000
    if answer.status_code != status:
        raise RuntimeError(f"answered {answer.status_code}: {answer.get_data(as_text=True)[:2000]}")
    return took


FIGURES = {"rendering": rendering, "submission": submission}

if __name__ == "__main__":
    # one core, as the target says
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(*(f"{figure:.1f}" for figure in FIGURES[sys.argv[1]](create_app())))
