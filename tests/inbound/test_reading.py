"""Mail that comes in: what its sender wrote, whether a person wrote it, and what a report reports."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sideevents.inbound.own_words import QUOTE, own_words
from sideevents.inbound.reading import SUBJECT_LENGTH, TEXT_LENGTH, Fate, Incoming, Report, read_message
from sideevents.rules.reply import REPLY_LINE, Command, read_command
from tests import builders
from tests.inbound.lines import mail
from tests.inbound.quotations import EVERY, QUOTED

MESSAGES = Path(__file__).parent / "messages"
ANSWERS = (
    "approve M2 13:15",
    "approve M2\n\nAnna Müller\nOffice, room 12:",
    "return please write to:\nann@example.org",
)
LETTER_LINES = [
    "From: a@b.org",
    "Content-Type: multipart/mixed; boundary=x",
    "--x",
    "--x--",
    "",
    "é",
    "On 1:1 a@b wrote:",
]


def stored(name: str) -> Incoming:
    return read_message((MESSAGES / name).read_bytes())


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("program", EVERY)
def test_the_quoted_letter_is_cut_whatever_the_program_and_language(program, answer):
    assert own_words(f"{answer}\n\n{EVERY[program]}") == answer
    assert own_words(f"{answer}\n{EVERY[program]}") == answer


@pytest.mark.parametrize("program", EVERY)
def test_no_command_comes_out_of_a_letter_that_is_quoted_without_an_answer(program):
    words = own_words(EVERY[program])
    assert not isinstance(read_command(words, conference=builders.conference(), asked=()), Command)


@pytest.mark.parametrize(
    "below",
    ["-- \nAnn\napprove", "--\nAnn", f"{REPLY_LINE}\napprove", f"> {REPLY_LINE}\n> approve", "Sent from my iPad"],
)
def test_signatures_and_what_stands_below_our_line_are_cut(below):
    assert own_words(f"decline: too late\n\n{below}\n") == "decline: too late"


def test_words_between_quotations_stay_and_the_quotations_show_as_one_line():
    text = f"See below.\n{QUOTED}\nNumber one: yes.\n> and the second?\nNumber two: no.\n{QUOTED}"
    assert own_words(text) == f"See below.\n\n{QUOTE}\nNumber one: yes.\n{QUOTE}\nNumber two: no."


def test_an_answer_below_the_quotation_is_kept_but_is_no_command():
    words = own_words(f"On 8 Aug 2017, at 17:00, Office <office@example.org> wrote:\n{QUOTED}\napprove M2\n")
    assert words == f"{QUOTE}\napprove M2"
    assert not isinstance(read_command(words, conference=builders.conference(), asked=()), Command)


@pytest.mark.parametrize(
    "text",
    [
        "On the form you wrote:\nthree speakers, and there are four.",
        "From: is a word, and so is\nthis.",
        "- first\n- second\n\nThanks,\nAnn",
        "Write to ann@example.org before 13:00:\nshe knows.",
    ],
)
def test_what_only_looks_like_a_quotation_stays(text):
    assert own_words(text) == text


def test_blank_lines_and_colons_without_end_take_no_time():
    assert own_words("approve\n" + " \n" * 40_000 + ":\n" * 10_000) != ""


@pytest.mark.parametrize(
    ("name", "sender", "text"),
    [
        ("gmail-en.eml", "anna@example.org", "approve M2 tue lunch\n\nAnna"),
        ("apple-mail-fr.eml", "renee@example.org", "Renvoyé : le titre est trop long – désolée."),
        ("thunderbird-ru.eml", "anna@example.org", "Отклонить: тема уже есть в программе."),
        ("outlook-ar.eml", "anna@example.org", "موافقة M2 الثلاثاء الغداء"),
        ("foxmail-zh.eml", "office@example.org", "退回请缩短标题\n谢谢"),
    ],
)
def test_whole_messages_are_read(name, sender, text):
    incoming = stored(name)
    assert (incoming.sender, incoming.text) == (sender, text)
    assert incoming.recipients == ("reply+token@portal.example.org",)
    assert (incoming.automatic, incoming.report) == (False, None)


def test_the_arabic_answer_is_a_command():
    command = read_command(stored("outlook-ar.eml").text, conference=builders.conference(), asked=())
    assert (command.room, command.windows) == ("m2", ("2017-09-05/lunch",))


def test_subjects_are_one_line_without_controls():
    assert stored("apple-mail-fr.eml").subject == "Re : décision"
    assert mail(Subject="a\r\n b\x00\x07=?utf-8?q?_=E2=80=A8c?=").subject == "a b c"
    assert mail(Subject="=?nonsense?q?abc?= =?utf-8?b?///?=").subject != ""
    assert mail(Subject="Ü".encode("latin-1") + b"ber").subject == "\ufffdber"
    assert len(mail(Subject="x" * 999).subject) == SUBJECT_LENGTH


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("Ann@Example.ORG", "ann@example.org"),
        ('"office@un.org" <ann@evil.example>', "ann@evil.example"),
        ("office@un.org, ann@evil.example", ""),
        ("office@un.org <ann@evil.example>", ""),
        ("<office@un.org>, rubbish", ""),
        ("nobody", ""),
        ("(" * 5000, ""),
        ("office@un.org\r\nFrom: ann@evil.example", ""),
    ],
)
def test_a_sender_is_the_one_address_in_from(written, sender):
    incoming = mail(From=written)
    assert incoming.sender == sender
    assert incoming.automatic == (not sender)  # nobody can be answered


def test_all_addresses_that_may_hold_the_token_are_read():
    incoming = mail(
        To="A <a@x.org>, b@x.org", Cc="c@x.org", Delivered_To="D@x.org", X_Original_To="e@x.org", Envelope_To="a@x.org"
    )
    assert incoming.recipients == ("a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org")


def test_a_message_is_known_by_its_id_and_else_by_its_bytes():
    assert mail(Message_ID="<one@x.org>").message_id == "<one@x.org>"
    ids = {mail(body).message_id for body in (b"one", b"two", b"one")}
    assert len(ids) == 2
    for odd in ("no-brackets", "<a b@x>", f"<{'x' * 400}@x>", "<a@x>\r\nMessage-ID: <b@x>"):
        assert len(mail(Message_ID=odd).message_id) == 66


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated; type=x"},
        {"Precedence": "Bulk"},
        {"Precedence": "list"},
        {"List-Id": "<l.example.org>"},
        {"Return-Path": "<>"},
        {"X-Autoreply": "yes"},
        {"X-Autorespond": "x"},
        {"X-Sideevents-Letter": "received"},
        {"From": "MAILER-DAEMON@example.org"},
        {"From": "No-Reply@example.org"},
        {"From": "noreply+x@example.org"},
        {"Content-Type": "multipart/report; report-type=disposition-notification; boundary=x"},
    ],
)
def test_what_no_person_wrote_is_automatic(headers):
    assert mail(**headers).automatic


@pytest.mark.parametrize(
    "headers", [{"Auto-Submitted": "no"}, {"Return-Path": "<ann@example.org>"}, {"Precedence": "first-class"}, {}]
)
def test_what_a_person_wrote_is_not(headers):
    assert not mail(**headers).automatic


@pytest.mark.parametrize(
    ("name", "returned", "fates"),
    [
        (
            "bounce-postfix.eml",
            "<letter-7@portal.example.org>",
            [
                Fate(
                    "nobody@example.org",
                    "failed",
                    "5.1.1",
                    "550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown",
                )
            ],
        ),
        ("bounce-rfc822.eml", "<letter-9@portal.example.org>", [Fate("c@example.org", "failed", "5.2.2", "")]),
        (
            "delay-exchange.eml",
            "<letter-8@portal.example.org>",
            [Fate("a@example.org", "delayed", "4.4.7", ""), Fate("b@example.org", "delivered", "2.0.0", "taken")],
        ),
    ],
)
def test_reports_say_which_letter_and_what_became_of_it(name, returned, fates):
    incoming = stored(name)
    assert incoming.report == Report(returned, tuple(fates))
    assert incoming.automatic


def test_a_broken_charset_is_read_as_far_as_it_goes():
    for charset in ("x-unknown", "punycode", "utf-16", "undefined", "hex"):
        assert isinstance(mail(b"appr\xffve", Content_Type=f"text/plain; charset={charset}").text, str)
    assert mail("approuvé".encode(), Content_Type="text/plain; charset=us-ascii").text == "approuvé"
    assert mail("退回".encode("gbk"), Content_Type="text/plain; charset=gb2312").text == "退回"
    assert mail(b"a\x00b\x1bc\r\nd").text == "abc\nd"


def test_parts_within_parts_without_end_are_read_by_their_head():
    head = b"From: a@b.org\r\n"
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    incoming = read_message(head + nested + b"\r\napprove")
    assert (incoming.sender, incoming.text) == ("a@b.org", "")


def test_long_texts_are_cut():
    assert len(mail(b"word " * 2_000_000).text) <= TEXT_LENGTH


@pytest.mark.parametrize(
    "html", ["<p>approve<br>", "<div>" * 3000 + "x", "<?xml version='1.0' encoding='utf-16'?><p>x", ""]
)
def test_html_of_any_make_is_read(html):
    assert isinstance(mail(html.encode(), Content_Type="text/html").text, str)


def test_html_alone_is_read_without_what_it_quotes():
    html = b"<p>approve M2</p><blockquote>decline</blockquote><div class='gmail_quote x'>return</div>"
    assert mail(html, Content_Type="text/html").text == "approve M2"
    below = b"<blockquote type=cite>decline</blockquote><p>approve M2</p>"
    assert mail(below, Content_Type="text/html").text.split("\n")[0] == QUOTE


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read(raw):
    assert isinstance(read_message(raw), Incoming)


@settings(max_examples=60, deadline=None)  # the first page of HTML loads a library
@given(
    st.lists(st.sampled_from(LETTER_LINES), max_size=30),
    st.sampled_from(["text/html", "multipart/report", "text/plain"]),
)
def test_any_lines_of_a_message_are_read(lines, kind):
    raw = f"Content-Type: {kind}; boundary=x; report-type=delivery-status\n" + "\n".join(lines)
    assert isinstance(read_message(raw.encode()), Incoming)
