"""The words of answers, in the six languages of the United Nations: verbs, days, windows; and how they are compared."""

import re
import unicodedata
from dataclasses import dataclass

from sideevents.rules.workflow import Action

Phrase = tuple[str, ...]

VERBS = {
    Action.APPROVE: (
        "approve, approved, approuver, approuvé, approuvée, approuvons, aprobar, aprobado, aprobada, apruebo,"
        " aprobamos, одобрить, одобрено, одобряю, одобряем, утвердить, утверждено, утверждаю, утверждаем, 批准, 已批准,"
        " 同意, 核准, موافقة, الموافقة, موافق, موافقون, أوافق, نوافق, تمت الموافقة, اعتماد, معتمد, اعتمد"
    ),
    Action.RETURN: (
        "return, returned, send back, renvoyer, renvoyé, renvoyée, retourner, retourné, retournée, devolver, devuelto,"
        " devuelta, devuelvo, вернуть, возвращено, возвращаю, вернуть на доработку, на доработку, 退回, 退回修改, 退还,"
        " إعادة, أعيد, إرجاع"
    ),
    Action.DECLINE: (
        "decline, declined, reject, rejected, décliner, décliné, déclinée, refuser, refusé, refusée, rejeter, rejeté,"
        " rejetée, rechazar, rechazado, rechazada, rechazo, denegar, denegado, denegada, отклонить, отклонено,"
        " отклоняю, отклоняем, отказать, отказано, 拒绝, 拒絕, 驳回, 婉拒, 谢绝, رفض, الرفض, مرفوض, أرفض, نرفض"
    ),
    Action.WAITLIST: (
        "waitlist, waitlisted, wait list, waiting list, on the waiting list, liste d'attente, en liste d'attente,"
        " sur liste d'attente, mettre en liste d'attente, lista de espera, en lista de espera, a lista de espera,"
        " a la lista de espera, лист ожидания, в лист ожидания, список ожидания, в список ожидания, 候补, 候补名单,"
        " 列入候补, 列入候补名单, 等候名单, قائمة الانتظار, قائمة انتظار, لائحة الانتظار, على قائمة الانتظار"
    ),
}
WEEKDAYS = (
    "monday, mon, lundi, lun, lunes, понедельник, пн, 周一, 星期一, 礼拜一, الاثنين, الإثنين",
    "tuesday, tue, tues, mardi, mar, martes, вторник, вт, 周二, 星期二, 礼拜二, الثلاثاء",
    "wednesday, wed, mercredi, mer, miércoles, mié, среда, среду, ср, 周三, 星期三, 礼拜三, الأربعاء",
    "thursday, thu, thur, thurs, jeudi, jeu, jueves, jue, четверг, чт, 周四, 星期四, 礼拜四, الخميس",
    "friday, fri, vendredi, ven, viernes, vie, пятница, пятницу, пт, 周五, 星期五, 礼拜五, الجمعة",
    "saturday, sat, samedi, sam, sábado, sáb, суббота, субботу, сб, 周六, 星期六, 礼拜六, السبت",
    "sunday, sun, dimanche, dim, domingo, dom, воскресенье, вс, 周日, 周天, 星期日, 星期天, 礼拜日, الأحد",
)
MONTHS = (
    "january, jan, janvier, janv, enero, ene, январь, января, янв, يناير, كانون الثاني",
    "february, feb, février, févr, fév, febrero, февраль, февраля, фев, فبراير, شباط",
    "march, mar, mars, marzo, март, марта, мар, مارس, آذار",
    "april, apr, avril, avr, abril, abr, апрель, апреля, апр, أبريل, إبريل, نيسان",
    "may, mai, mayo, май, мая, مايو, أيار",
    "june, jun, juin, junio, июнь, июня, июн, يونيو, حزيران",
    "july, jul, juillet, juil, julio, июль, июля, июл, يوليو, تموز",
    "august, aug, août, agosto, ago, август, августа, авг, أغسطس, آب",
    "september, sep, sept, septembre, septiembre, сентябрь, сентября, сен, сент, سبتمبر, أيلول",
    "october, oct, octobre, octubre, октябрь, октября, окт, أكتوبر, تشرين الأول",
    "november, nov, novembre, noviembre, ноябрь, ноября, ноя, نوفمبر, تشرين الثاني",
    "december, dec, décembre, déc, diciembre, dic, декабрь, декабря, дек, ديسمبر, كانون الأول",
)
# what a window is called, by its kind; "morning" stands apart: it says a time of day
KINDS = {
    "lunch": (
        "lunch, lunchtime, lunch time, lunch break, midi, déjeuner, pause déjeuner, almuerzo, mediodía,"
        " pausa del almuerzo, обед, обеда, обеденный перерыв, в обед, 午餐, 午休, 中午, 午间, غداء, الغداء, للغداء,"
        " استراحة الغداء, الظهر"
    ),
    "pre-plenary": (
        "pre-plenary, preplenary, before plenary, before the plenary, breakfast, petit déjeuner, avant plénière,"
        " avant la plénière, desayuno, antes del plenario, antes de la plenaria, antes de la sesión plenaria, завтрак,"
        " до пленарного заседания, перед пленарным заседанием, 早餐, 全会前, 全体会议前, إفطار, الإفطار, فطور, الفطور,"
        " قبل الجلسة العامة"
    ),
}
MORNING = "morning, matin, matinée, por la mañana, de la mañana, утро, утром, 早上, 早晨, 上午, صباح, صباحا, الصباح"
COURTESY = (
    "please, thanks, thank you, merci, s'il vous plaît, gracias, por favor, спасибо, пожалуйста,"
    " 请, 谢谢, من فضلك, شكرا"
)
# after one of these a number is a room's, never a day
ROOMS = "room, salle, sala, зал, зале, комната, комнате, 会议室, 房间, 厅, قاعة, القاعة, غرفة"
# words between the words; none of them may turn a sentence round: no "not", no "if", no "or"
FILLERS = (
    "in, on, at, the, for, from, to, until, slot, window, en, dans, à, au, la, le, les, du, de, pour, el, los, las,"
    " del, a las, para, в, во, на, с, до, к, го, 在, 于, 的, في, يوم, الساعة, من, إلى"
)

_IDEOGRAPH = "\u3005\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"\d{{4}}-\d{{1,2}}-\d{{1,2}}(?!\w)|\d{{1,2}}(?:[:.]\d\d|h(?:\d\d)?)(?:\s?[ap]\.?m)?(?!\w)|\d{{1,2}}\s?[ap]m(?!\w)"
    rf"|[{_IDEOGRAPH}]|[^\W_{_IDEOGRAPH}]+|[?؟]"
)
_SAME = str.maketrans({"ى": "ي", "ة": "ه", "ـ": ""})


@dataclass(frozen=True)
class Token:
    """One word, folded, and where it stands in the text: an ideograph, a time or a date is one too."""

    word: str
    start: int
    end: int


def folded(character: str) -> str:
    """What counts of one character: no case, no accents, no width, digits as 0 to 9; "" for a mark alone."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", character).casefold()).translate(_SAME)
    kept = (each for each in plain if unicodedata.category(each) not in ("Mn", "Cf"))
    return "".join(str(unicodedata.decimal(each, each)) for each in kept)


def tokens(text: str) -> list[Token]:
    """The words of a text, punctuation left out, question marks kept: they turn a command into a question."""
    line: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        counts = folded(character)
        line.append(counts)
        places += [place] * len(counts)
    found = _TOKEN.finditer("".join(line))
    return [Token(match.group(), places[match.start()], places[match.end() - 1] + 1) for match in found]


def phrase(text: str) -> Phrase:
    """A text as the words that are compared."""
    return tuple(token.word for token in tokens(text))


def _phrases(texts: str) -> list[Phrase]:
    return [phrase(text) for text in texts.split(",")]


VERB_PHRASES: dict[Phrase, Action] = {each: verb for verb, texts in VERBS.items() for each in _phrases(texts)}
WEEKDAY_PHRASES: dict[Phrase, int] = {each: day for day, texts in enumerate(WEEKDAYS) for each in _phrases(texts)}
MONTH_PHRASES: dict[Phrase, int] = {each: n for n, texts in enumerate(MONTHS, start=1) for each in _phrases(texts)}
KIND_PHRASES: dict[Phrase, str] = {each: kind for kind, texts in KINDS.items() for each in _phrases(texts)}
MORNING_PHRASES = frozenset(_phrases(MORNING))
COURTESY_PHRASES = frozenset(_phrases(COURTESY))
ROOM_PHRASES = frozenset(_phrases(ROOMS))
FILLER_PHRASES = frozenset(_phrases(FILLERS)) | COURTESY_PHRASES | ROOM_PHRASES
LONGEST = max(len(each) for each in (*VERB_PHRASES, *KIND_PHRASES, *MONTH_PHRASES, *FILLER_PHRASES))
