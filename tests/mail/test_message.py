"""The bytes that leave: read back by the standard library, the same in every copy, whatever people wrote."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sideevents.mail.message import Parcel, message, source

PARCEL = Parcel(
    name="received",
    recipient="ada@harbour.example.org",
    reply_to="office@un.example.org",
    subject="[SE-007] Your proposal has arrived",
    text="Dear Ada,\n\nليلى منصوري greets you.\n",
    html='<!doctype html>\n<html lang="ar" dir="rtl"><body><p>Dear Ada</p></body></html>',
    message_id="<0123456789abcdef@example.org>",
    written_at=datetime(2017, 8, 8, 12, 0, tzinfo=UTC),
)
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Santé\r\nEND:VCALENDAR\r\n"
WRITTEN = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t. ="), max_size=400)
ONE_LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=110)
ENCODED = st.builds(
    "=?{}?{}?{}?={}".format,
    st.sampled_from(["utf-8", "us-ascii", "utf-7", "nonsense"]),
    st.sampled_from("qbQBx"),
    st.text("A=0ADBcc3_v@e.example+/, <>", max_size=60)
    | st.sampled_from(["A=0ABcc=3A_v=40e.example=0A=0AHi", "DQpYOiB5"]),
    st.sampled_from(["", " ", " x", "=?="]),
)
TITLES = st.lists(ONE_LINE | ENCODED | st.sampled_from(["a, b; c", "word " * 9 + "word"]), min_size=1, max_size=5)
pytestmark = pytest.mark.usefixtures("context")


def parts(parcel: Parcel) -> dict[str, str]:
    """The words of each part, line ends as Python has them."""
    whole = message_from_bytes(source(parcel), policy=policy.default)
    assert [part.defects for part in whole.walk()] == [[] for _ in whole.walk()]
    return {
        part.get_content_type(): part.get_payload(decode=True).decode("utf-8").replace("\r\n", "\n")
        for part in whole.walk()
        if not part.is_multipart()
    }


@given(WRITTEN, WRITTEN)
@settings(deadline=None, max_examples=60)
def test_every_text_comes_back_as_it_was_written(text, html):
    found = parts(replace(PARCEL, text=f"{text}.\n", html=f"<p>{html}</p>\n"))
    assert found == {"text/plain": f"{text}.\n", "text/html": f"<p>{html}</p>\n"}


@given(TITLES.map(" ".join))
@settings(deadline=None, max_examples=120)
@example("=?utf-8?q?A=0ABcc=3A_v=40e.example=0AContent-Type=3A_text/plain=0A=0AHi?= x")
@example("=?utf-8?b?DQpCY2M6IHZAZQ0KDQo=?=")
def test_every_subject_is_one_header_that_reads_the_same(subject):
    read = message_from_bytes(source(replace(PARCEL, subject=f"About {subject}")), policy=policy.default)
    assert read["Subject"] == f"About {subject}"
    assert read["Message-ID"] == PARCEL.message_id
    assert len(read.keys()) == len(set(read.keys())) == 11


@pytest.mark.parametrize("text", ["x" * 5000, "é" * 3000, "中" * 3000, "plain\n", "a" * 995, ".\n..\n", "=20 \n"])
def test_lines_keep_to_what_a_server_takes_and_are_plain_ascii(text):
    raw = source(replace(PARCEL, text=text, calendar=CALENDAR))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.replace(b"\r\n", b"").count(b"\n") == raw.replace(b"\r\n", b"").count(b"\r") == 0


def test_copies_are_the_same_to_the_byte():
    assert source(replace(PARCEL, calendar=CALENDAR)) == source(replace(PARCEL, calendar=CALENDAR))
    assert source(PARCEL) != source(replace(PARCEL, message_id="<other@example.org>"))


@pytest.mark.parametrize("breaker", ["\r\nBcc: all@example.org", "\n", "\x0b", "\x1c", "\u2028", "\x85", "\0"])
@pytest.mark.parametrize("field", ["subject", "recipient", "reply_to", "message_id", "name"])
def test_no_header_becomes_two(field, breaker):
    with pytest.raises(ValueError):
        source(replace(PARCEL, **{field: f"{getattr(PARCEL, field)}{breaker}"}))


@pytest.mark.parametrize(
    "address",
    [
        "=?utf-8?q?a=2C_v?=@evil.example",
        "=?utf-8?q?a=0ABcc=3A_v?=@evil.example",
        "a@=?utf-8?q?evil.example=2C_v=40e.example?=",
        "a,b@example.org",
        "a@example.org, b@example.org",
        "Ann <a@example.org>",
        "a@b@example.org",
        "a(b)@example.org",
        '"a, b"@example.org',
        "a b@example.org",
        "nobody",
    ],
)
@pytest.mark.parametrize("field", ["recipient", "reply_to"])
def test_what_is_no_plain_address_is_refused(field, address):
    with pytest.raises(ValueError):
        source(replace(PARCEL, **{field: address}))


def test_an_office_whose_address_is_foreign_keeps_the_letter_in_seven_bits():
    raw = source(replace(PARCEL, reply_to="büro@example.org"))
    assert raw.isascii()
    assert raw.partition(b"\r\nReply-To: ")[2].partition(b"\r\n")[0].endswith(b"?=@example.org")


def test_long_plain_subjects_are_folded_but_not_encoded():
    raw = source(replace(PARCEL, subject=f"About {'migration and work ' * 9}today"))
    assert b"=?" not in raw
    assert max(map(len, raw.partition(b"\r\nDate:")[0].split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "name", ["Side events", 'The "desk", Wien', "Événements", "=?utf-8?q?=0AX=3A_y?=", "x" * 90, ""]
)
def test_the_portal_s_name_reads_as_it_is_set(name, context):
    context.config["MAIL_DEFAULT_SENDER"] = (name, "portal@example.org")
    (one,) = message(PARCEL)["From"].addresses
    assert (one.display_name, one.addr_spec) == (name, "portal@example.org")


def test_the_language_is_that_of_the_letter_and_the_date_that_of_its_writing():
    read = message(PARCEL)
    assert read["Content-Language"] == "ar"
    assert read["Date"].datetime == PARCEL.written_at


def test_a_foreign_address_is_written_as_it_is_and_a_name_with_a_comma_is_quoted(context):
    context.config["MAIL_DEFAULT_SENDER"] = '"Side events, Wien" <portal@example.org>'
    assert "To: 用户@xn--fsqu00a.example\r\n".encode() in source(replace(PARCEL, recipient="用户@例子.example"))
    assert message(PARCEL)["From"].addresses[0].display_name == "Side events, Wien"
