"""Finds the programs that tests and benchmarks run, and installs what is missing:
``python -m tests.grounds.provide chromium postgresql nginx``. One line for what cannot be had; an error where ``CI`` or
``REQUIRE_ALL`` is set."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.grounds.postgres import bindirs

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge")


def chromium() -> str | None:
    """Path of a Chromium: ``CHROMIUM``, else PATH, else Playwright's own; None where there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or _playwrights_own()


def postgresql() -> str | None:
    """Path of a folder that holds ``initdb`` and ``postgres``; None where there is none."""
    return next((str(folder) for folder in bindirs()), None)


def nginx() -> str | None:
    """Path of nginx; None where there is none."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def wrk() -> str | None:
    """Path of wrk; None where there is none."""
    return shutil.which("wrk")


FINDERS: dict[str, Callable[[], str | None]] = {
    "chromium": chromium,
    "postgresql": postgresql,
    "nginx": nginx,
    "wrk": wrk,
}
PACKAGES = {
    "chromium": ("chromium", "fonts-dejavu-core"),
    "postgresql": ("postgresql",),
    "nginx": ("nginx-light",),
    "wrk": ("wrk",),
}


def required() -> bool:
    """Whether a missing program is an error here."""
    return any(os.environ.get(name, "") not in ("", "0", "false") for name in ("CI", "REQUIRE_ALL"))


def _playwrights_own() -> str | None:
    root = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    return next((str(path) for path in sorted(Path(root).glob("chromium-*/chrome-linux*/chrome"))), None)


def _install(name: str) -> None:
    if name == "chromium":
        _quietly([sys.executable, "-m", "playwright", "install", "chromium"])
    if not FINDERS[name]() and os.geteuid() == 0 and shutil.which("apt-get"):
        _quietly(["apt-get", "update", "-qq"])
        _quietly(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES[name]])


def _quietly(command: list[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)


def main(names: list[str]) -> int:
    """Provide the named programs; 1 if one that is required cannot be had."""
    missing = []
    for name in names:
        if not FINDERS[name]():
            print(f"{name} is missing: installing it", flush=True)
            _install(name)
        if not FINDERS[name]():
            missing.append(name)
    for name in missing:
        by_hand = f"apt-get install {' '.join(PACKAGES[name])}"
        print(f"{name} cannot be installed here, so what needs it is left out. As root: {by_hand}", file=sys.stderr)
    return 1 if missing and required() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
