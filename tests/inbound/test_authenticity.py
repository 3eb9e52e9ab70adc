"""Whether a message is from whom it says: signatures made with a key of this test, and the word of trusted servers."""

import time

import dkim
import pytest

from sideevents.inbound.authenticity import authserv_ids, is_aligned, is_authentic
from sideevents.inbound.reading import read_message
from tests.inbound.signing import PRIVATE, RECORD, SIGNED, TRUSTED, authentic, letter, sign, sign_otherwise


def vouched(*said: str, trusted: tuple[str, ...] = TRUSTED, **changes: str) -> bool:
    raw = "".join(f"Authentication-Results: {each}\r\n" for each in said).encode() + letter(**changes)
    return authentic(raw, trusted=trusted, record=None)


def test_a_good_signature_of_the_sender_s_domain_is_enough():
    assert authentic(sign(letter()))
    assert authentic(sign(letter(From="Ann <Ann@iom.UN.org>"), by="un.org"))
    assert authentic(sign(letter(From="Ann <ann@iom.un.org>"), by="iom.un.org"))


def test_the_ends_of_lines_do_not_matter_nor_the_envelope_line_that_pipes_put_before():
    raw = sign(letter()).replace(b"\r\n", b"\n")
    assert authentic(raw)
    assert authentic(b"From ann@un.org Tue Aug  8 17:00:00 2017\n" + raw)


def test_one_good_signature_among_others_is_enough():
    assert authentic(sign(sign(letter()), by="list.example"))
    assert authentic(b"DKIM-Signature: rubbish\r\n" + sign(letter()))


def test_without_a_signature_nothing_is_proved():
    assert not authentic(letter())


def test_a_signature_over_other_words_proves_nothing():
    good = sign(letter())
    assert not authentic(good.replace(b"approve M2", b"approve C4"))
    assert not authentic(good.replace(b"Re: a proposal", b"Re: b proposal"))
    assert not authentic(good + b"more\r\n")


def test_a_signature_over_the_beginning_alone_proves_nothing():
    raw = sign(letter(), length=True)
    assert b"l=" in raw.partition(b"\r\n\r\n")[0]
    assert not authentic(raw)


@pytest.mark.parametrize("signer", ["evil.example", "org", "notun.org", "un.org.evil.example", "mail.un.org"])
def test_a_signature_of_another_domain_proves_nothing(signer):
    assert not authentic(sign(letter(), by=signer))


@pytest.mark.parametrize(
    ("signer", "domain", "proves"),
    [
        ("un.org", "un.org", True),
        ("UN.org.", "un.org", True),
        ("un.org", "a.b.un.org", True),
        ("mission.gov.uk", "mail.mission.gov.uk", True),
        ("gov.uk", "mission.gov.uk", False),
        ("co.uk", "firm.co.uk", False),
        ("github.io", "someone.github.io", False),
        ("org", "un.org", False),
        ("n.org", "un.org", False),
        ("xn--bcher-kva.example", "bücher.example", True),
        ("", "un.org", False),
        ("un.org", "", False),
    ],
)
def test_the_signer_is_the_domain_or_an_owned_one_above_it(signer, domain, proves):
    assert is_aligned(signer, domain) is proves


@pytest.mark.parametrize("name", [b"from", b"to", b"message-id"])
def test_from_to_and_the_message_s_id_must_be_signed(name):
    raw = sign_otherwise(letter(), unsigned=name)
    assert dkim.DKIM(raw).verify(dnsfunc=lambda *_, **__: RECORD)  # the signature itself is good
    assert not authentic(raw)
    assert authentic(sign_otherwise(letter(), unsigned=b"subject"))


def test_a_second_from_proves_nothing():
    good = sign(letter())
    assert not authentic(b"From: boss@un.org\r\n" + good)
    assert not authentic(good.replace(b"\r\n\r\n", b"\r\nFrom: boss@un.org\r\n\r\n", 1))


def test_a_header_hidden_behind_a_lone_carriage_return_proves_nothing():
    hidden = b"X: y\rFrom: ann@un.org\rTo: reply+other@portal.example\r\rapprove\r\n"
    assert read_message(hidden + sign(letter())).text.startswith("approve")  # so a reader of mail would take it
    assert not authentic(hidden + sign(letter()))


@pytest.mark.parametrize(("days", "proves"), [(-3, False), (3, True)])
def test_a_signature_is_good_until_it_expires(days, proves):
    now = int(time.time())
    tags = {b"t": b"%d" % (now - 9 * 86400), b"x": b"%d" % (now + days * 86400)}
    assert authentic(sign_otherwise(letter(), tags=tags)) is proves


def test_a_signature_by_sha_1_proves_nothing():
    raw = dkim.sign(letter(), b"s1", b"un.org", PRIVATE, include_headers=list(SIGNED), signature_algorithm=b"rsa-sha1")
    assert not authentic(raw + letter())


@pytest.mark.parametrize("record", [None, b"", b"v=DKIM1; p=", b"v=DKIM1; k=ed25519; p=AAAA", b"\xff\x00", b"p=!!!"])
def test_without_a_key_in_the_dns_nothing_is_proved(record):
    assert not authentic(sign(letter()), record=record)


def test_a_dns_that_fails_proves_nothing():
    def fails(name: bytes) -> bytes | None:
        raise TimeoutError

    raw = sign(letter())
    assert not is_authentic(raw, read_message(raw), trusted_authserv_ids=(), find_txt=fails)


@pytest.mark.parametrize(
    "said",
    [
        "mx.portal.example; dkim=pass header.d=un.org",
        "MX.portal.example 1; spf=fail smtp.mailfrom=x@evil.example; dkim=pass (good) header.d=un.org header.i=@un.org",
        "mx.portal.example;\r\n dkim=fail header.d=list.example;\r\n dkim=pass header.d=un.org",
        "mx.portal.example; dmarc=pass (p=REJECT) header.from=un.org",
    ],
)
def test_the_word_of_a_trusted_server_is_enough(said):
    assert vouched(said)
    assert not vouched(said, trusted=())
    assert not vouched(said, trusted=("other.example",))


@pytest.mark.parametrize(
    "said",
    [
        "mx.portal.example; dkim=fail header.d=un.org",
        "mx.portal.example; dkim=pass header.d=evil.example",
        "mx.portal.example; dkim=pass header.d=org",
        "mx.portal.example; dkim=pass header.i=@un.org",
        "mx.portal.example; spf=pass smtp.mailfrom=ann@un.org",
        "mx.portal.example; dkim=none (dkim=pass header.d=un.org)",
        "mx.portal.example; dkim=pass header.d=evil.example header.d=un.org",
        "mx.portal.example; none",
        "mx.portal.example",
        "mx.portal.example; dkim=",
        "(mx.portal.example) evil.example; dkim=pass header.d=un.org",
    ],
)
def test_other_words_are_not(said):
    assert not vouched(said)


def test_what_stands_below_the_trusted_server_s_word_came_with_the_mail():
    forged = "mx.portal.example; dkim=pass header.d=un.org"
    assert not vouched("mx.portal.example; dkim=none", forged)
    assert not vouched("mx.portal.example; (broken", forged)
    assert vouched("evil.example; dkim=none", forged)


def test_the_word_is_about_the_sender_of_this_mail():
    said = "mx.portal.example; dkim=pass header.d=un.org"
    assert vouched(said, From="ann@iom.un.org")
    assert not vouched(said, From="ann@example.org")
    assert not vouched(said, From="ann@un.org, bob@un.org")


@pytest.mark.parametrize(("setting", "ids"), [("", ()), (" a.org,B.org  c.org, ", ("a.org", "b.org", "c.org"))])
def test_the_setting_names_servers(setting, ids):
    assert authserv_ids(setting) == ids
