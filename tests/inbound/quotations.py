"""How mail programs quote the letter that is answered: program and language -> what stands below the answer."""

ADDRESS = "<office@example.org>"
OFFICE = f"Conference Office {ADDRESS}"
QUOTED = "\n> Dear colleagues,\n>\n> approve M2 tue lunch\n"
BARE = "\nDear colleagues,\n\napprove M2 tue lunch\n"
RULE = "_" * 32


def header_block(*labels: str, colon: str = ":") -> str:
    """What Outlook puts above a letter that it quotes without marks."""
    words = (OFFICE, "Tuesday, August 8, 2017 5:00 PM", "anna@example.org", "[SE-042] Decision wanted")
    return "\n".join(f"{label}{colon} {word}" for label, word in zip(labels, words, strict=True)) + "\n" + BARE


GMAIL = {
    "en": f"On Tue, Aug 8, 2017 at 5:00 PM {OFFICE} wrote:\n{QUOTED}",
    "en, wrapped": f"On Tue, Aug 8, 2017 at 5:00 PM Conference Office <\noffice@example.org> wrote:\n{QUOTED}",
    "fr": f"Le mar. 8 août 2017 à 17:00, {OFFICE} a écrit :\n{QUOTED}",
    "es": f"El mar, 8 ago 2017 a las 17:00, Conference Office ({ADDRESS}) escribió:\n{QUOTED}",
    "de": f"Am Di., 8. Aug. 2017 um 17:00 Uhr schrieb {OFFICE}:\n{QUOTED}",
    "it": f"Il giorno mar 8 ago 2017 alle ore 17:00 {OFFICE} ha scritto:\n{QUOTED}",
    "ru": f"вт, 8 авг. 2017 г. в 17:00, {OFFICE}:\n{QUOTED}",
    "ru, wrapped": f"вт, 8 авг. 2017 г. в 17:00, Conference Office\n{ADDRESS}:\n{QUOTED}",
    "zh": f"{OFFICE} 于2017年8月8日周二 17:00写道：\n{QUOTED}",
    "ar": "في الثلاثاء، 8 أغسطس 2017 في 5:00 م تمت كتابة ما يلي بواسطة \u202aConference Office\u202c\u200f"
    f" <\u202aoffice@example.org\u202c\u200f>:\n{QUOTED}",
}
APPLE_MAIL = {
    "en": f"> On 8 Aug 2017, at 17:00, {OFFICE} wrote:\n> {QUOTED}",
    "en, phone": f"Sent from my iPhone\n\n> On 8 Aug 2017, at 17:00, {OFFICE} wrote:\n> \n> \ufeffapprove\n",
    "fr": f"Envoyé de mon iPhone\n\n> Le 8 août 2017 à 17:00, {OFFICE} a écrit :\n> {QUOTED}",
    "es": f"Enviado desde mi iPad\n\n> El 8 ago 2017, a las 17:00, {OFFICE} escribió:\n> {QUOTED}",
    "ru": f"Отправлено с iPhone\n\n> 8 авг. 2017 г., в 17:00, {OFFICE} написал(а):\n> {QUOTED}",
    "zh": f"发自我的 iPhone\n\n> 在 2017年8月8日，17:00，{OFFICE} 写道：\n> {QUOTED}",
    "ar": f"أُرسلت من الـ iPhone الخاص بي\n\n> في 8 أغسطس 2017، الساعة ٥:٠٠ م، كتب/كتبت {OFFICE}:\n> {QUOTED}",
}
THUNDERBIRD = {
    "en": f"On 08/08/2017 17:00, Conference Office wrote:\n{QUOTED}",
    "fr": f"Le 08/08/2017 à 17:00, Conference Office a écrit :\n{QUOTED}",
    "es": f"El 8/8/17 a las 17:00, Conference Office escribió:\n{QUOTED}",
    "ru": f"08.08.2017 17:00, Conference Office пишет:\n{QUOTED}",
    "zh": f"在 2017/8/8 17:00, Conference Office 写道:\n{QUOTED}",
    "ar": f"في 08/08/2017 17:00، كتب Conference Office:\n{QUOTED}",
}
OUTLOOK = {
    "en": f"{RULE}\n{header_block('From', 'Sent', 'To', 'Subject')}",
    "en, bold": header_block("*From*", "*Sent*", "*To*", "*Subject*"),
    "en, old": f"-----Original Message-----\n{header_block('From', 'Sent', 'To', 'Subject')}",
    "fr": header_block("De", "Envoyé", "À", "Objet", colon=" :"),
    "fr, old": f"-----Message d'origine-----\n{header_block('De', 'Envoyé', 'À', 'Objet', colon=' :')}",
    "es": header_block("De", "Enviado el", "Para", "Asunto"),
    "es, old": f"-----Mensaje original-----\n{header_block('De', 'Enviado el', 'Para', 'Asunto')}",
    "de": header_block("Von", "Gesendet", "An", "Betreff"),
    "it": header_block("Da", "Inviato", "A", "Oggetto"),
    "pt": header_block("De", "Enviado em", "Para", "Assunto"),
    "ru": header_block("От", "Отправлено", "Кому", "Тема"),
    "ru, old": f"-----Исходное сообщение-----\n{BARE}",
    "zh": header_block("发件人", "发送时间", "收件人", "主题", colon="："),
    "zh, old": f"{'-' * 18} 原始邮件 {'-' * 18}\n{header_block('发件人', '发送时间', '收件人', '主题')}",
    "ar": header_block("من", "تاريخ الإرسال", "إلى", "الموضوع"),
    "ar, old": f"-----الرسالة الأصلية-----\n{BARE}",
}
YAHOO = {
    "en": f"On Tuesday, August 8, 2017, 05:00:00 PM GMT+2, {OFFICE} wrote:\n{BARE}",
    "fr": f"Le mardi 8 août 2017 à 17:00:00 UTC+2, {OFFICE} a écrit :\n{BARE}",
    "es": f"El martes, 8 de agosto de 2017, 17:00:00 CEST, {OFFICE} escribió:\n{BARE}",
}
PROGRAMS = {
    "Gmail": GMAIL,
    "Apple Mail": APPLE_MAIL,
    "Thunderbird": THUNDERBIRD,
    "Outlook": OUTLOOK,
    "Yahoo": YAHOO,
}
EVERY = {f"{program}, {kind}": text for program, kinds in PROGRAMS.items() for kind, text in kinds.items()}
