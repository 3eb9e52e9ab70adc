"""Eight processes and the one who gives them their orders."""

import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.concurrency.rival import Answer, Deed, Entry, run

RIVALS = 8
SECONDS_TO_ANSWER = 90


class Referee:
    """Holds the processes' pipes."""

    def __init__(self, pipes: Sequence[Any], barrier: Any) -> None:
        self._pipes = pipes
        self._barrier = barrier

    def lead_to(self, entry: Entry) -> None:
        """Let every rival open an application on this database."""
        self._order([entry] * RIVALS)

    def race(self, deeds: Sequence[Deed]) -> list[Answer]:
        """Release the rivals together, a deed each; their answers in the order of the deeds."""
        assert len(deeds) == RIVALS
        return self._order(deeds)

    def _order(self, orders: Sequence[Any]) -> list[Any]:
        for pipe, order in zip(self._pipes, orders, strict=True):
            pipe.send(order)
        answers = [self._answer(pipe) for pipe in self._pipes]
        broken = [answer for answer in answers if isinstance(answer, str)]
        if broken:
            self._barrier.reset()
            # the first to fail broke the barrier for the others: its own text is the one without it
            raise RuntimeError(min(broken, key=lambda text: "BrokenBarrierError" in text))
        return answers

    @staticmethod
    def _answer(pipe: Any) -> Any:
        if not pipe.poll(SECONDS_TO_ANSWER):
            raise RuntimeError("A rival does not answer.")
        return pipe.recv()


@contextmanager
def eight_rivals() -> Iterator[Referee]:
    """Start the processes; each imports the portal once and stays."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.concurrency.rival", "sideevents.web.organizer", "sideevents.web.office"])
    barrier = context.Barrier(RIVALS)
    pipes, processes = [], []
    for _ in range(RIVALS):
        ours, theirs = context.Pipe()
        process = context.Process(target=run, args=(theirs, barrier), daemon=True)
        process.start()
        theirs.close()
        pipes.append(ours)
        processes.append(process)
    try:
        yield Referee(pipes, barrier)
    finally:
        _end(pipes, processes)


def _end(pipes: Sequence[Any], processes: Sequence[Any]) -> None:
    for pipe, process in zip(pipes, processes, strict=True):
        if process.is_alive():
            pipe.send(None)
    for pipe, process in zip(pipes, processes, strict=True):
        process.join(timeout=10)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()
        pipe.close()
