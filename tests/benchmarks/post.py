"""What the post costs: letters a second, what 10,000 queued letters cost a page, and what a mail server that is away
costs a submission."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import insert, update

from sideevents.extensions import db
from sideevents.store.conference import find_conference
from sideevents.store.letter import SENT, LetterRow
from sideevents.usecases.release_outbox import release_outbox
from tests import scenes
from tests.benchmarks import letters
from tests.benchmarks.load import send_many
from tests.benchmarks.posting import submissions
from tests.benchmarks.seeding import seed
from tests.grounds.apps import let_go, make_app, migrate, sqlite_url
from tests.grounds.office import Office
from tests.grounds.server import LiveServer, free_port, serve

QUEUED_LETTERS = 10_000
PROPOSALS = 60
VISITS = 60
PAGES = {
    "programme": f"/{scenes.SLUG}/",
    "office inbox": f"/office/{scenes.SLUG}/",
    "letters page": f"/office/{scenes.SLUG}/letters",
}
ROUNDS, POSTS = 6, 25
LIMITS = '{"submit": 1000000, "find": 1000000, "sign-in": 1000000}'


def post_targets() -> list[tuple[str, bool]]:
    """All figures of the post, each with whether its target is met."""
    ours, theirs = letters.figures()
    print(f"\nPost: one postman {ours:.0f} letters/s, a plain loop of smtplib {theirs:.0f} letters/s")
    found = [_said("letters a second, to those of a plain loop", ours / theirs, "at least", 0.6)]
    for name, without, laden in _page_medians():
        print(f"Page {name}: median {without:.2f} ms, with {QUEUED_LETTERS:,} queued letters {laden:.2f} ms")
        found.append(_said(f"queued letters cost the {name}, ms", laden - without, "at most", 5))
    up, down = _submission_medians()
    print(f"A submission: median {up:.1f} ms with the mail server up, {down:.1f} ms with it down")
    found.append(_said("a submission with the mail server down, to one with it up", down / up, "at most", 1.1))
    return found


def _said(what: str, figure: float, least_or_most: str, limit: float) -> tuple[str, bool]:
    met = figure >= limit if least_or_most == "at least" else figure <= limit
    return f"{'met   ' if met else 'MISSED'}  {what}: {figure:.3g}, {least_or_most} {limit:g} is wanted", met


def _page_medians() -> list[tuple[str, float, float]]:
    with tempfile.TemporaryDirectory(prefix="bench-post-") as name, ExitStack() as stack:
        clients = [stack.enter_context(_office(Path(name) / str(count), queued=count)) for count in (0, QUEUED_LETTERS)]
        return [(page, *_medians(clients, path)) for page, path in PAGES.items()]


def _medians(clients: list[FlaskClient], path: str) -> list[float]:
    took: list[list[float]] = [[], []]
    for _ in range(VISITS):
        for client, times in zip(clients, took, strict=True):
            begun = time.perf_counter()
            answer = client.get(path)
            times.append((time.perf_counter() - begun) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")
    return [statistics.median(times) for times in took]


@contextmanager
def _office(folder: Path, *, queued: int) -> Iterator[FlaskClient]:
    """A signed-in officer of a conference whose letters have all left, but for those that are queued."""
    folder.mkdir()
    url = sqlite_url(folder / "office.sqlite")
    migrate(folder, url=url)
    app = make_app(folder, url=url)
    office = Office(app)
    with app.app_context():
        for _ in range(PROPOSALS):
            scenes.submitted()
        db.session.rollback()
        found = find_conference(scenes.SLUG)
        assert found is not None
        db.session.execute(update(LetterRow).values(state=SENT))
        if queued:
            db.session.execute(insert(LetterRow), letters.rows(queued, conference_id=found.id))
        db.session.commit()
    yield office.signed_in().client
    let_go(app)


def _submission_medians() -> tuple[float, float]:
    """With the mail server up, and down: in turns, on two portals that carry their letters meanwhile."""
    with tempfile.TemporaryDirectory(prefix="bench-down-") as name, letters.sink() as port, ExitStack() as stack:
        servers = [
            stack.enter_context(_portal(Path(name) / which, mail_port=mail_port))
            for which, mail_port in (("up", port), ("down", free_port()))
        ]
        took: list[list[float]] = [[], []]
        for number in range(ROUNDS):
            for server, times in zip(servers, took, strict=True):
                sends = submissions(server.port, first=number * POSTS, count=POSTS)
                times.append(send_many(server.port, sends, threads=1).p50_ms)
        return statistics.median(took[0]), statistics.median(took[1])


@contextmanager
def _portal(folder: Path, *, mail_port: int) -> Iterator[LiveServer]:
    folder.mkdir()
    seed(folder / "instance")
    app = make_app(folder / "instance", url=sqlite_url(folder / "instance" / "sideevents.sqlite"))
    with app.app_context():
        release_outbox()
    let_go(app)
    settings = {"SIDEEVENTS_MAIL_SERVER": "127.0.0.1", "SIDEEVENTS_MAIL_PORT": mail_port}
    env = {**settings, "SIDEEVENTS_SOURCE_LIMITS": LIMITS}
    server = serve(["run", "--workers", "1", "--port", "{port}"], folder=folder, env=env)
    try:
        yield server
    finally:
        server.stop()


if __name__ == "__main__":
    for words, _ in post_targets():
        print(words)
