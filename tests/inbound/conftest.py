"""The portal that takes mail in, and the mailbox that it is fetched from."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests import scenes
from tests.grounds.imap import ImapServer
from tests.inbound.mails import SETTINGS


@pytest.fixture
def vienna(each_app: Flask) -> Iterator[None]:
    """The bundled conference, whose portal takes replies, with its context open, on both databases."""
    each_app.config.update(SETTINGS)
    with each_app.app_context():
        scenes.vienna()
        yield


@pytest.fixture(scope="session")
def imap_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    """The IMAP server of the whole run; tests ask for ``imap_server``."""
    server = ImapServer(tmp_path_factory.mktemp("imap"))
    yield server
    server.stop()


@pytest.fixture
def imap_server(imap_host: ImapServer, monkeypatch: pytest.MonkeyPatch) -> ImapServer:
    """A real IMAP server with an empty INBOX, whose certificate this process trusts."""
    imap_host.reset()
    monkeypatch.setenv("SSL_CERT_FILE", str(imap_host.ca_file))
    return imap_host
