"""What comes with the words of a mail: whom its sender addressed, files, and headers without end."""

from email.message import EmailMessage

import pytest

from sideevents.inbound.reading import HEADER_BYTES, TEXT_LENGTH, read_message
from tests.inbound.lines import mail


def test_those_whom_the_sender_addressed_are_known_apart():
    incoming = mail(To="A <A@x.org>", Cc="b@x.org", Delivered_To="c@x.org", Envelope_To="d@x.org")
    assert incoming.addressed == ("a@x.org", "b@x.org")
    assert mail(Delivered_To="c@x.org").addressed == ()


def test_no_letter_of_an_address_becomes_another():
    assert mail(From="o\ufb03cer@un.org").sender == "o\ufb03cer@un.org"
    assert mail(From="\u212aATE@un.org").sender == "\u212aATE@un.org"
    assert mail(From="BÜRO@UN.org").sender == "büro@un.org"


def test_all_words_are_kept_beside_the_sender_s_own():
    incoming = mail(b"Two points\r\n--\r\n1. a projector\r\n> really?\r\n" + b"x " * 20_000)
    assert incoming.text == "Two points"
    assert incoming.whole.startswith("Two points\n--\n1. a projector\n> really?\n")
    assert len(incoming.whole) == TEXT_LENGTH


def test_files_are_named_but_neither_signatures_nor_pictures_in_the_text():
    letter = EmailMessage()
    letter.set_content("See the files.")
    letter.add_alternative("<p>See <img src='cid:x'></p>", subtype="html")
    letter.get_payload()[1].add_related(b"x", maintype="image", subtype="png", cid="<x>", filename="logo.png")
    letter.add_attachment(b"x", maintype="application", subtype="pdf", filename="naïve plan.pdf")
    letter.add_attachment(b"x", maintype="application", subtype="zip")
    letter.add_attachment(b"x", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    assert read_message(letter.as_bytes()).attachments == ("naïve plan.pdf", "application/zip")
    assert mail().attachments == ()


def test_headers_without_end_are_not_read_to_the_end():
    many = b"From: a@b.org\r\n" + b"X: y\r\n" * (HEADER_BYTES // 6) + b"To: late@b.org\r\n\r\napprove"
    incoming = read_message(many)
    assert (incoming.sender, incoming.recipients, incoming.text) == ("a@b.org", (), "")
    assert len(read_message(b"To: a@b.org\r\nTo: c@d.org\r\n" * 999 + b"\r\nx").recipients) == 2
    assert read_message(b"".join(b"To: %d@b.org\r\n" % n for n in range(999)) + b"\r\nx").recipients[20:] == ()


@pytest.mark.parametrize("name", ["multipart/mixed; boundary", "text/plain; charset", "text/plain; format"])
def test_numbers_without_end_in_a_header_are_read(name):
    assert mail(Content_Type=f"{name}*{'9' * 5000}=x").sender == "ann@example.org"
