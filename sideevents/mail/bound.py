"""The end of an attempt: whoever talks to a mail server has so much time in all, and so much for each of its words."""

import socket
import time

PIECE = 4096


class Bound:
    """So many seconds from now on for one attempt, however lively the server is meanwhile, and at most ``each`` of them
    for one wait. The time goes on while this process is halted."""

    def __init__(self, seconds: float, *, each: float) -> None:
        self.seconds, self.each = seconds, each
        self._end = time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self._end

    def wait(self) -> float:
        """How long the next wait may last; TimeoutError if the time is over."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the attempt has lasted too long")
        return min(left, self.each)


class Lines:
    """What a server says, line by line, in the place of smtplib's reader, whose time-out begins anew at each byte."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.bound: Bound | None = None
        self._read = b""

    def readline(self, limit: int) -> bytes:
        """The next line with its end, or as much as ``limit``; less at the end of the connection."""
        while b"\n" not in self._read and len(self._read) < limit:
            assert self.bound is not None
            self.line.settimeout(self.bound.wait())
            piece = self.line.recv(PIECE)
            if not piece:
                break
            self._read += piece
        end = min(self._read.find(b"\n") + 1 or len(self._read), limit)
        found, self._read = self._read[:end], self._read[end:]
        return found

    def close(self) -> None:
        """Nothing is held beside the socket, which its owner closes."""
