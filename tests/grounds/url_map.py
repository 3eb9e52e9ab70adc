"""The portal's addresses as the committed list has them. Write it anew with ``make url-map``."""

import tempfile
from pathlib import Path

from flask import Flask

from tests.grounds.apps import let_go, make_app, sqlite_url

COMMITTED = Path(__file__).parents[1] / "url_map.txt"


def portal(folder: Path) -> Flask:
    """An application with every door open, the demonstration's included."""
    return make_app(folder, url=sqlite_url(folder / "unused.sqlite"), DEV_MAILBOX=True)


def lines(app: Flask) -> list[str]:
    """``address  METHODS  endpoint``, one line a rule, sorted."""
    return sorted(
        f"{rule.rule}  {','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))}  {rule.endpoint}"
        for rule in app.url_map.iter_rules()
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        found = portal(Path(place))
        print("\n".join(lines(found)))
        let_go(found)
