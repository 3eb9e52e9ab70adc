"""Who asks: wrk where it is installed, else threads of ours, which on a fast server measure themselves."""

import http.client
import re
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tests.grounds import provide

CONNECTIONS = 16
THREADS = 2
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}

Send = Callable[[http.client.HTTPConnection], None]


@dataclass(frozen=True)
class Measured:
    """Requests a second, and how long half and nearly all of them took."""

    per_second: float
    p50_ms: float
    p99_ms: float


def fetch_many(port: int, path: str, *, seconds: float) -> Measured:
    """Fetch one address over 16 connections for some seconds; RuntimeError if anything but 200 comes back."""
    tool = provide.wrk()
    if tool is None:
        return send_many(port, _until(time.monotonic() + seconds, fetching(path)))
    command = [tool, f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--latency", "--timeout", "60s"]
    done = subprocess.run([*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout or " 0 requests in" in done.stdout:
        raise RuntimeError(f"{path} did not answer 200 each time, or not once in {seconds:.0f} s:\n{done.stdout}")
    return Measured(
        per_second=float(_found(r"Requests/sec:\s+([\d.]+)", done.stdout)[0]),
        p50_ms=_milliseconds("50%", done.stdout),
        p99_ms=_milliseconds("99%", done.stdout),
    )


def send_many(port: int, sends: Iterable[Send], *, threads: int = THREADS) -> Measured:
    """Send each request once, over as many connections as there are threads; the first error is raised."""
    left, lock = iter(sends), threading.Lock()
    took: list[float] = []
    errors: list[BaseException] = []

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            while (send := _next(left, lock)) is not None and not errors:
                begun = time.perf_counter()
                send(connection)
                took.append(time.perf_counter() - begun)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(threads)]
    begun = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if errors:
        raise errors[0]
    whole = time.perf_counter() - begun
    cuts = statistics.quantiles(took, n=100)
    return Measured(len(took) / whole, cuts[49] * 1000, cuts[98] * 1000)


def fetching(path: str) -> Send:
    """A GET that must be answered with 200."""

    def send(connection: http.client.HTTPConnection) -> None:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")

    return send


def _until(moment: float, send: Send) -> Iterator[Send]:
    while time.monotonic() < moment:
        yield send


def _next(left: Iterator[Send], lock: threading.Lock) -> Send | None:
    with lock:
        return next(left, None)


def _found(pattern: str, text: str) -> tuple[str, ...]:
    match = re.search(pattern, text)
    if match is None:
        raise RuntimeError(f"wrk said something unknown:\n{text}")
    return match.groups()


def _milliseconds(share: str, text: str) -> float:
    number, unit = _found(rf"{share}\s+([\d.]+)(us|ms|s)", text)
    return float(number) * UNITS[unit]
