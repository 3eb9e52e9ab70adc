"""``make bench``: the portal as it is shipped, two processes, beside nginx with the same bytes; what the post costs;
then the targets.

Exit 1 if a target is missed. ``BENCH_SECONDS`` is how long each page is asked for."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.benchmarks.beside import Nginx, running_nginx
from tests.benchmarks.load import Measured, fetch_many, fetching, send_many
from tests.benchmarks.post import post_targets
from tests.benchmarks.posting import approvals, submissions
from tests.benchmarks.processes import weights
from tests.benchmarks.seeding import LARGE, PREFIX, SMALL, Waiting, seed
from tests.grounds import provide
from tests.grounds.server import PORTAL, ROOT, LiveServer, environment, free_port

PAGES = {
    "programme page, 60 side events": f"/{SMALL}/",
    "programme page, 1,000 side events": f"/{LARGE}/",
    "event page": f"/{SMALL}/events/{PREFIX[SMALL]}-007",
    "event .ics": f"/{SMALL}/events/{PREFIX[SMALL]}-007.ics",
    "programme .ics, 60": f"/{SMALL}/programme.ics",
    "programme .json, 60": f"/{SMALL}/programme.json",
}
SUBMISSIONS = 200
RUNS = 3
LIMITS = '{"submit": 1000000, "find": 1000000, "sign-in": 1000000}'
REDIRECT = b"<!doctype html>\n<title>Redirecting...</title>\n" + b"." * 200  # as many bytes as a 303 has
HEADING = f"{'':36}{'portal/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'nginx/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'ratio':>8}"


def main() -> int:
    """Run everything; 1 if a target is missed."""
    seconds = float(os.environ.get("BENCH_SECONDS", "5"))
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        waiting = seed(folder / "instance")
        targets = _first_pages(folder)
        server, up_after = _start(folder)
        targets.append(_target("start to the first page", up_after, 2.0, "s"))
        try:
            targets.append(_memory(server, when="after the first page"))
            with running_nginx(folder / "nginx") as nginx:
                _table(server, nginx, waiting, seconds=seconds)
                targets += [_memory(server, when="after the load")]
        finally:
            server.stop()
        targets.append(_submission(folder))
    targets += post_targets()
    print()
    for words, _ in targets:
        print(words)
    return 0 if all(met for _, met in targets) else 1


def _first_pages(folder: Path) -> list[tuple[str, bool]]:
    runs = [_figures("rendering", folder) for _ in range(RUNS)]
    first, second = sorted(runs)[RUNS // 2]
    print(f"Programme page with 1,000 side events, one core: first {first:.0f} ms, second {second:.0f} ms")
    return [_target("first programme page with 1,000 side events, one core", first, 300, "ms")]


def _submission(folder: Path) -> tuple[str, bool]:
    median, slowest, processor = _figures("submission", folder)
    took = f"median {median:.1f} ms, slowest {slowest:.1f} ms, {processor:.1f} ms of the processor"
    print(f"Server time of a submission, one core: {took}")
    return _target("server time of a submission", median, 50, "ms")


def _figures(which: str, folder: Path) -> list[float]:
    command = [sys.executable, "-m", "tests.benchmarks.in_process", which]
    env = environment(folder, env={"SIDEEVENTS_SOURCE_LIMITS": LIMITS})
    done = subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [float(figure) for figure in done.stdout.split()]


def _start(folder: Path) -> tuple[LiveServer, float]:
    port = free_port()
    env = environment(folder, port=port, env={"SIDEEVENTS_SOURCE_LIMITS": LIMITS})
    command = [*PORTAL, "run", "--workers", "2", "--port", str(port)]
    begun = time.perf_counter()
    server = LiveServer(command, port=port, env=env, log=folder / "server.log").wait_until_up(path=f"/{SMALL}/")
    return server, time.perf_counter() - begun


def _table(server: LiveServer, nginx: Nginx, waiting: list[Waiting], *, seconds: float) -> None:
    tool = "wrk, 16 connections" if provide.wrk() else "threads of Python (install wrk for truer figures of nginx)"
    print(f"Load: {tool}, {seconds:.0f} s each; posts: two connections, one after the other\n\n{HEADING}")
    for name, path in PAGES.items():
        with urllib.request.urlopen(server.url + path) as answer:
            file = nginx.put(answer.read())
        send_many(server.port, [fetching(path)] * 8)  # so that both processes have rendered it before
        ours = fetch_many(server.port, path, seconds=seconds)
        _row(name, ours, fetch_many(nginx.port, file, seconds=seconds))
    file = nginx.put(REDIRECT)
    posts = {
        "one submission": (submissions(server.port, first=0, count=SUBMISSIONS), SUBMISSIONS),
        "one approval, conflicts checked": (approvals(server.port, waiting), len(waiting)),
    }
    for name, (sends, count) in posts.items():
        ours = send_many(server.port, sends)
        _row(name, ours, send_many(nginx.port, [fetching(file)] * count))


def _row(name: str, ours: Measured, theirs: Measured) -> None:
    print(
        f"{name:36}{ours.per_second:10,.0f}{ours.p50_ms:9.2f}{ours.p99_ms:9.2f}"
        f"{theirs.per_second:11,.0f}{theirs.p50_ms:9.2f}{theirs.p99_ms:9.2f}"
        f"{ours.per_second / theirs.per_second:8.3f}",
        flush=True,
    )


def _memory(server: LiveServer, *, when: str) -> tuple[str, bool]:
    print(f"\nMemory {when}, MB")
    found = weights(server.process.pid)
    for weight in found:
        print(f"  {weight.name:10} RSS {weight.rss_mb:6.1f}   PSS {weight.pss_mb:6.1f}")
    print()
    return _target(f"memory (RSS) of the heaviest process {when}", found[0].rss_mb, 120, "MB")


def _target(what: str, figure: float, limit: float, unit: str) -> tuple[str, bool]:
    met = figure < limit
    return f"{'met   ' if met else 'MISSED'}  {what}: {figure:.4g} {unit}, less than {limit:.4g} {unit} is wanted", met


if __name__ == "__main__":
    sys.exit(main())
