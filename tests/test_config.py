"""Settings: where they come from, and what the portal refuses to start on."""

from pathlib import Path

import pytest

from sideevents.config import DEMO_SECRET, NotConfigured, settings

GOOD = {"SECRET_KEY": "a-secret-of-some-length", "PUBLIC_URL": "https://side-events.example.org"}


def read(tmp_path: Path, **given: object) -> dict:
    return settings({"INSTANCE_PATH": str(tmp_path), **given}, package_root=tmp_path)


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(tmp_path, monkeypatch):
    (tmp_path / "config.toml").write_text('MAIL_PORT = 2525\nMAIL_SERVER = "file.example.org"\n')
    monkeypatch.setenv("SIDEEVENTS_MAIL_SERVER", "environment.example.org")
    found = read(tmp_path, **GOOD)
    assert (found["MAIL_SERVER"], found["MAIL_PORT"], found["MAIL_USE_TLS"]) == ("environment.example.org", 2525, False)


def test_the_database_is_a_file_in_the_instance_folder_by_default(tmp_path):
    assert read(tmp_path, **GOOD)["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path}/sideevents.sqlite"


@pytest.mark.parametrize("secret", [None, "", "short", DEMO_SECRET])
def test_without_a_secret_of_its_own_it_does_not_start_and_says_how_to_make_one(tmp_path, secret):
    with pytest.raises(NotConfigured, match="token_urlsafe"):
        read(tmp_path, **{**GOOD, "SECRET_KEY": secret})


@pytest.mark.parametrize("url", ["side-events.example.org", "ftp://a.org", "https://a.org/path", "https://", ""])
def test_the_public_address_must_be_one_that_people_can_type(tmp_path, url):
    with pytest.raises(NotConfigured, match="PUBLIC_URL"):
        read(tmp_path, **{**GOOD, "PUBLIC_URL": url})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("HTTPS://Side-Events.Example.ORG:443/", "https://side-events.example.org"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:80", "http://[::1]"),
        ("https://a.org:80", "https://a.org:80"),
        ("http://a.org:443", "http://a.org:443"),
    ],
)
def test_the_public_address_is_kept_as_browsers_say_it(tmp_path, typed, kept):
    assert read(tmp_path, **{**GOOD, "PUBLIC_URL": typed})["PUBLIC_URL"] == kept


def test_cookies_are_for_https_where_the_public_address_is(tmp_path):
    assert read(tmp_path, **GOOD)["SESSION_COOKIE_SECURE"]
    assert not read(tmp_path, **{**GOOD, "PUBLIC_URL": "http://127.0.0.1:5000"})["SESSION_COOKIE_SECURE"]


@pytest.mark.parametrize("name", ["NOW", "CLOCK_OFFSET_SECONDS", "DEV_MAILBOX"])
def test_what_belongs_to_the_demonstration_is_refused_elsewhere(tmp_path, name):
    value = "2017-08-08T17:00:00+02:00" if name == "NOW" else 1
    with pytest.raises(NotConfigured, match=name.split("_")[0]):
        read(tmp_path, **{**GOOD, name: value})
    assert read(tmp_path, **{**GOOD, name: value, "DEMO": True})[name]


@pytest.mark.parametrize("now", ["yesterday", "2017-08-08T17:00:00"])
def test_the_demonstrations_moment_is_an_instant_with_its_offset(tmp_path, now):
    with pytest.raises(NotConfigured, match="NOW"):
        read(tmp_path, **{**GOOD, "DEMO": True, "NOW": now})


def test_a_broken_settings_file_is_named(tmp_path):
    (tmp_path / "config.toml").write_text("MAIL_PORT = \n")
    with pytest.raises(NotConfigured, match=r"config\.toml"):
        read(tmp_path, **GOOD)
