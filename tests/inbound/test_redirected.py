"""A genuine mail that somebody on the way sends elsewhere, sends again or makes other words of proves nothing."""

import dkim
import pytest

from sideevents.inbound.reading import HEADER_BYTES, read_message
from tests.inbound.signing import RECORD, SIGNED, TRUSTED, authentic, letter, sign


def parted(*, preamble: str = "", kind: str = "multipart/alternative", text: str = "approve M2") -> bytes:
    """A mail in two parts, the boundary "cut"."""
    body = f"{preamble}--cut\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--cut--\r\n"
    return letter(Content_Type=f'{kind}; boundary="cut"').replace(b"approve M2\r\n", body.encode())


@pytest.mark.parametrize("at_the_top", [True, False])
@pytest.mark.parametrize(
    "header",
    [
        "To: reply+other@portal.example",
        "Cc: reply+other@portal.example",
        "Message-ID: <2@un.org>",
        "Subject: other",
        "Date: Wed, 09 Aug 2017 17:00:00 +0200",
        "Content-Type: text/plain",
        "Content-Transfer-Encoding: 7bit",
    ],
)
def test_a_second_header_of_a_kind_proves_nothing_whoever_vouches(header, at_the_top):
    good = letter(Cc="bob@un.org", Content_Type="text/plain", Content_Transfer_Encoding="7bit")
    signed = sign(good, headers=(*SIGNED, b"Cc", b"Content-Type", b"Content-Transfer-Encoding"))
    assert authentic(signed)
    second = f"{header}\r\n".encode()

    def doubled(raw: bytes) -> bytes:
        return second + raw if at_the_top else raw.replace(b"\r\n\r\n", b"\r\n" + second + b"\r\n", 1)

    assert not authentic(doubled(signed))
    said = b"Authentication-Results: mx.portal.example; dkim=pass header.d=un.org\r\n"
    assert authentic(said + good, trusted=TRUSTED, record=None)
    assert not authentic(doubled(said + good), trusted=TRUSTED, record=None)


@pytest.mark.parametrize("header", [b"Cc: reply+other@portal.example", b"cc: reply+other@portal.example"])
def test_an_addressee_whom_the_signature_does_not_cover_proves_nothing(header):
    assert not authentic(header + b"\r\n" + sign(letter()))


def test_a_message_without_an_id_of_its_own_proves_nothing():
    for odd in ("", "no-brackets", "<a b@un.org>"):
        raw = sign(letter(Message_ID=odd))
        assert dkim.DKIM(raw).verify(dnsfunc=lambda *_, **__: RECORD)
        assert not authentic(raw)


def test_parts_that_begin_at_once_may_leave_their_kind_unsigned():
    assert authentic(sign(parted()))
    assert authentic(sign(parted(preamble="\r\n\r\n")))
    assert not authentic(sign(parted(preamble="Dear Ada\r\n")))
    assert authentic(sign(parted(preamble="In parts.\r\n"), headers=(*SIGNED, b"Content-Type")))


@pytest.mark.parametrize(
    "other",
    ['multipart/digest; boundary="cut"', 'multipart/mixed; boundary="other"', "multipart/mixed", "text/html"],
)
def test_words_that_somebody_on_the_way_divides_otherwise_prove_nothing(other):
    raw = sign(parted(text="later\r\n--other\r\n\r\napprove\r\n--other--"))
    changed = raw.replace(b'multipart/alternative; boundary="cut"', other.encode())
    assert dkim.DKIM(changed).verify(dnsfunc=lambda *_, **__: RECORD)  # the kind is not signed
    assert not authentic(changed)


def test_a_plain_text_that_is_made_parts_proves_nothing():
    plain = letter(Content_Type="text/plain; charset=utf-8").replace(
        b"approve M2", b"no\r\n--x\r\n\r\napprove\r\n--x--"
    )
    raw = sign(plain)
    assert authentic(raw)
    changed = raw.replace(b"text/plain; charset=utf-8", b"multipart/mixed; boundary=x")
    assert read_message(changed).text == "approve"
    assert not authentic(changed)


@pytest.mark.parametrize(
    "header",
    ["Content-Type: text/plain; charset=utf-7", "Content-Type: text/html", "Content-Transfer-Encoding: base64"],
)
def test_plain_words_that_somebody_on_the_way_decodes_otherwise_prove_nothing(header):
    assert not authentic(f"{header}\r\n".encode() + sign(letter()))
    assert authentic(b"Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n" + sign(letter()))


def test_headers_without_end_or_beginning_prove_nothing():
    assert not authentic(b"X: y\r\n" * (HEADER_BYTES // 6) + sign(letter()))
    assert not authentic(b" x\r\n" + sign(letter()))
    assert authentic(b"X: y\r\n" * 1000 + sign(letter()))


def test_headers_that_programs_read_differently_prove_nothing():
    odd = b"::x\r\n" + sign(letter())
    assert dkim.DKIM(odd).verify(dnsfunc=lambda *_, **__: RECORD)
    assert not authentic(odd)


def test_a_foreign_letter_in_the_sender_s_name_proves_nothing():
    assert not authentic(sign(letter(From="o\ufb03cer@un.org")))
    assert not authentic(sign(letter(From="\u212aate@un.org")))
