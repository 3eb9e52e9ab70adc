"""nginx with the same bytes: what this machine could do if nobody had to think."""

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.grounds import provide
from tests.grounds.server import free_port

SETTINGS = """
{user}
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


class Nginx:
    """A running nginx. ``put(bytes)`` is the path of a file with them."""

    def __init__(self, folder: Path, port: int) -> None:
        self._files = folder / "files"
        self._files.mkdir()
        self.port = port

    def put(self, content: bytes) -> str:
        """One more file; its path."""
        name = f"file-{len(list(self._files.iterdir()))}"
        (self._files / name).write_bytes(content)
        return f"/{name}"


@contextmanager
def running_nginx(folder: Path) -> Iterator[Nginx]:
    """Start nginx with two processes, its files in ``folder``; RuntimeError where there is none."""
    program = provide.nginx()
    if program is None:
        raise RuntimeError(
            "There is no nginx, so there is nothing to compare with. As root: apt-get install nginx-light"
        )
    folder.mkdir()
    port = free_port()
    found = Nginx(folder, port)
    ready = found.put(b"ready")
    settings = folder / "nginx.conf"
    # started by root its processes would become nobody, who may not enter the temporary folder
    user = "user root;" if os.geteuid() == 0 else ""
    settings.write_text(SETTINGS.format(folder=folder, port=port, user=user), "utf-8")
    process = subprocess.Popen([program, "-c", settings, "-p", folder, "-e", folder / "error.log"])
    try:
        _wait_until_up(f"http://127.0.0.1:{port}{ready}")
        yield found
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait_until_up(url: str) -> None:
    give_up = time.monotonic() + 15
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)
        else:
            return
