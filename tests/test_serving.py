"""What runs beside the server ends with it, and a taken port is told in words."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sideevents.config import NotConfigured
from sideevents.serving import assert_free
from tests.grounds.apps import SECRET

PARENT = (
    "import os, subprocess, sys;"
    "worker = [sys.executable, '-m', 'sideevents', 'mail', 'worker', '--beside', str(os.getpid())];"
    "print(subprocess.Popen(worker).pid, flush=True);"
    "sys.stdin.read()"
)
SECONDS = 30


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_the_mail_worker_ends_when_the_server_is_killed(tmp_path, fresh_database):
    settings = {
        "SIDEEVENTS_SECRET_KEY": SECRET,
        "SIDEEVENTS_INSTANCE_PATH": str(tmp_path),
        "SIDEEVENTS_SQLALCHEMY_DATABASE_URI": fresh_database("sqlite"),
    }
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], env={**os.environ, **settings}, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        time.sleep(1)
        assert is_running(worker)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + SECONDS
    while is_running(worker) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not is_running(worker)


def test_a_port_that_somebody_has_is_refused_in_words():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(NotConfigured, match=f"Port {port}"):
            assert_free("127.0.0.1", port)
    assert_free("127.0.0.1", port)
