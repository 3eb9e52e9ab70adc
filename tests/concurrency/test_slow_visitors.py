"""Two hundred visitors who never finish their request do not silence the portal as it is shipped."""

import socket
import urllib.request
from contextlib import ExitStack

SLOW, ASKED = 200, 20


def test_two_hundred_slow_connections_do_not_silence_the_portal(live_server):
    server = live_server("run", "--port", "{port}", "--workers", "2")
    with ExitStack() as stack:
        for _ in range(SLOW):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            slow.sendall(b"POST /office/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le")
        answers = [urllib.request.urlopen(f"{server.url}/healthz", timeout=10).status for _ in range(ASKED)]
    assert answers == [200] * ASKED
