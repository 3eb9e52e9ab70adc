"""What the sender of a reply wrote: the quoted letter, the signature and the lines of mail programs cut away.

Own rules, line by line: the library for this knows neither Russian nor Arabic, and takes seconds for blank lines."""

import re
import unicodedata
from dataclasses import dataclass

from sideevents.rules.reply import REPLY_LINE
from sideevents.rules.text import many_lines

QUOTE = "> …"  # stands where a quotation was cut between the sender's words
_LABELS_LOOKED_AT = 6  # lines after "From:" in which the other labels of a header block stand
_LINES_OF_ATTRIBUTION = 3

_ORIGINAL = re.compile(
    r"[-_=*]{2,}\s*(original (message|appointment)|forwarded message|message d.origine|message (initial|transféré)"
    r"|mensaje (original|reenviado)|ursprüngliche nachricht|messaggio originale|mensagem original"
    r"|исходное сообщение|пересылаемое сообщение|原始邮件|原始郵件|转发的邮件"
    r"|الرسالة الأصلية|رسالة أصلية|رسالة معاد توجيهها)\s*[-_=*]{2,}"
)
_FROM = re.compile(r"[*_\s]*(from|de|von|da|van|от|发件人|寄件者|寄件人|من)\s*[*_]*\s*[:：]")
_LABEL = re.compile(
    r"[*_\s]*(sent|date|to|cc|subject|envoyé|à|objet|enviado( el)?|fecha|para|asunto|отправлено|дата|кому|тема"
    r"|gesendet|an|betreff|inviato|a|oggetto|enviado em|enviada em|assunto|verzonden|aan|onderwerp"
    r"|копия|发送时间|日期|时间|收件人|抄送|主题|寄件日期|收件者|主旨|تاريخ الإرسال|أرسلت|التاريخ|إلى|نسخة"
    r"|الموضوع)\s*[*_]*\s*[:：]"
)
_WROTE = re.compile(
    r"on\b.{4,400}\bwrote\s?:|le\b.{4,400}\ba écrit\s?:|(el|en|a las)\b.{4,400}\bescribió\s?:"
    r"|.{4,400}(написал|написала|написал\(а\)|пишет|писал|писала)\s?:|.{4,400}(写道|寫道)\s?[:：]"
    r"|am\b.{4,400}\bschrieb\b.{0,200}:|il\b.{4,400}\bha scritto\s?:|em\b.{4,400}\bescreveu\s?:"
    r"|(في|بتاريخ)\b.{4,400}(كتب|كتبت|كتب/ت|بواسطة)\b.{0,200}[:：]"
)
_WHO_AND_WHEN = re.compile(r"(?=.*\d[:.]\d\d)(?=.*\S@\S).{4,400}[:：]")
_SENT_FROM = re.compile(
    r"(sent from|get outlook for|envoyé de(puis)? (mon|outlook|l)|télécharger outlook|obtenez outlook|enviado desde"
    r"|obtener outlook|descargar outlook|отправлено (с|из)|скачать outlook|从我的.*发送|发自我的|發自我的|获取 outlook"
    r"|أرسلت من|مرسل من|تم الإرسال من|أرسل من|الحصول على outlook|احصل على outlook).{0,60}"
)


def own_words(text: str) -> str:
    """The sender's words, tidied. Where a quotation stood between them there is ``QUOTE``; what follows a signature or
    a letter that is quoted without marks is cut to the end."""
    lines = text.split("\n")
    bare = [_bare(line) for line in lines]
    attributions = _attributions(bare)
    kept: list[str] = []
    place = 0
    while place < len(bare) and not _ends_here(bare, place):
        after = attributions.get(place)
        if after and not _is_quoted(after):
            break
        if after or bare[place].startswith(">"):
            kept.append(QUOTE)
        elif not _SENT_FROM.fullmatch(bare[place]):
            kept.append(lines[place])
        place = after.end if after else place + 1
    return many_lines("\n".join(_with_few_quotes(kept)))


@dataclass(frozen=True)
class _Attribution:
    """The line after "On … wrote:", and the first line with words on from there, "" if there is none."""

    end: int
    following: str


def _is_quoted(attribution: _Attribution) -> bool:
    return attribution.following.startswith(">")


def _bare(line: str) -> str:
    """The line as rules compare it: small letters, no marks that cannot be seen."""
    composed = unicodedata.normalize("NFC", line)
    seen = "".join(each for each in composed if unicodedata.category(each) not in ("Cf", "Mn"))
    return " ".join(seen.casefold().replace("＞", ">").split())


def _ends_here(bare: list[str], place: int) -> bool:
    line = bare[place]
    return line == "--" or REPLY_LINE in line or bool(_ORIGINAL.fullmatch(line)) or _is_header_block(bare, place)


def _is_header_block(bare: list[str], place: int) -> bool:
    """Outlook's "From: …" with at least two more labels under it."""
    if not _FROM.match(bare[place]):
        return False
    labels = {match.group(1) for line in bare[place + 1 : place + _LABELS_LOOKED_AT] if (match := _LABEL.match(line))}
    return len(labels) > 1


def _attributions(bare: list[str]) -> dict[int, _Attribution]:
    """Every "On … wrote:" by the line where it begins. The shortest counts: the line before is the sender's own."""
    found: dict[int, _Attribution] = {}
    following = ""
    for end in range(len(bare), 0, -1):
        if bare[end - 1].endswith((":", "：")):
            start = _start_of_attribution(bare, end, following=following)
            if start is not None:
                found[start] = _Attribution(end, following)
        following = bare[end - 1] or following
    return found


def _start_of_attribution(bare: list[str], end: int, *, following: str) -> int | None:
    for start in range(end - 1, max(end - _LINES_OF_ATTRIBUTION, 0) - 1, -1):
        if not bare[start] or bare[start].startswith(">"):
            return None
        words = " ".join(bare[start:end])
        if not any(each.isdigit() for each in words):
            continue
        is_followed = not following or following.startswith(">")
        if _WROTE.fullmatch(words) or (is_followed and _WHO_AND_WHEN.fullmatch(words)):
            return start
    return None


def _with_few_quotes(kept: list[str]) -> list[str]:
    """One ``QUOTE`` for each quotation between words, none at the end, nor the rule that a program drew there."""
    result: list[str] = []
    for line in kept:
        is_more_of_a_quote = result[-1:] == [QUOTE] and (line == QUOTE or not line.strip())
        if not is_more_of_a_quote:
            result.append(line)
    while result and (result[-1] == QUOTE or set(result[-1].strip()) <= set("_-=")):
        result.pop()
    return result
