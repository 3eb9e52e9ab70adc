"""A warm process from which postmen are forked: ``python -m tests.torture.stable SETTINGS`` with the settings as JSON.

It reads a line a command: ``walk KIND`` starts a postman who walks until SIGTERM, ``pass KIND`` one who goes once; both
answer with his process id. ``wait PID`` answers with how he ended, once he has; ``patience SECONDS`` is how long those
to come wait for a word of the server. It ends with its standard input."""

import json
import logging
import os
import signal
import sys
import threading
import traceback
from pathlib import Path

from flask import Flask

from tests.grounds.apps import make_app
from tests.torture.careless import POSTMEN
from tests.torture.watch import SharedWatch

IDLE_SECONDS = 0.02


def work(app: Flask, watch: SharedWatch, *, kind: str, once: bool) -> None:
    """A postman's life."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    postman = POSTMEN[kind](watch, stop=stop)
    stable = os.getppid()
    while not stop.is_set() and os.getppid() == stable:
        with app.app_context():
            busy = postman.deliver_due()
        if once:
            return
        if not busy:
            stop.wait(IDLE_SECONDS)


def fork(app: Flask, watch: SharedWatch, *, kind: str, once: bool) -> int:
    """Start one; his process id."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work(app, watch, kind=kind, once=once)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def main() -> None:
    """Serve commands."""
    logging.disable()
    given = json.loads(sys.argv[1])
    watch = SharedWatch(Path(given.pop("watch")))
    app = make_app(Path(given.pop("folder")), url=given.pop("url"), **given)
    for line in sys.stdin:
        command, argument = line.split()
        answer = 0
        if command == "patience":
            app.config["MAIL_TIMEOUT_SECONDS"] = float(argument)
        elif command == "wait":
            answer = os.waitstatus_to_exitcode(os.waitpid(int(argument), 0)[1])
        else:
            answer = fork(app, watch, kind=argument, once=command == "pass")
        print(answer, flush=True)


if __name__ == "__main__":
    main()
