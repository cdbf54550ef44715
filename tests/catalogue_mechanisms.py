"""What goes wrong in a Kazakh or Russian message whatever it says: each way in which a translator, or a word put in, breaks a sentence. One function for a way."""

import re
from collections.abc import Callable

# Days that the code gives in the case that the word behind them asks for (`records.language.dates`), and those words.
DECLINED = {
    "on_day": (),
    "until_day": ("дейін",),
    "since_day": ("бері", "бастап", "кейін"),
    "as_of_day": ("жағдай",),
}
# These ask for a case of the word before them, so a placeholder before them is right for some values alone.
POSTPOSITIONS = "дейін|шейін|бері|бастап|кейін|соң|бұрын|қарай|қарсы|қатысты|қарамастан|ішінен"
# Endings of cases, of possession before them, and of the plural, with or without a hyphen.
ENDINGS = (
    "ның|нің|дың|дің|тың|тің|ға|ге|қа|ке|на|не|ны|ні|ды|ді|ты|ті|да|де|та|те|нан|нен|дан|ден|тан|тен|дағы|дегі|тағы|тегі|мен|бен|пен"
    "|лар|лер|дар|дер|тар|тер|сы|сі|нікі|дікі|тікі"
)
# Words that meant something else to whoever read them, and what is written in their place.
FORBIDDEN = {
    "kk": {
        r"үстел": "Qorgan, жұмыс панелі (a table to sit at)",
        r"машина": "бағдарлама, компьютер (a car)",
        r"жұмыс орны": "жұмыс панелі (a post that somebody has)",
        r"тазарт(?:ыл|у)": "өшіру (to purify)",
        r"жәбірленуші": "зардап шеккен (a status of the procedure)",
        r"алтын жиын": "эталон жиын",
        r"инцидент": "оқиға",
        r"\bхэш": "хеш",
        r"қайтарып алынған оқиға|кері алын": "кері қайтарылған",
        r"сүзіп таста|сүзгі нәтиже": "іріктеу, іріктеуден өтпеген",
        r"өткізіп жіберілген оқиға|жіберіп ал": "өткізіп алу",
        r"\bблог(?:ы|тар)": "бөлім (its blog)",
        r"(?:ешкім|біреу|кінәлі) (?:ешқандай )?жауап бер|жауапсыз қал": "жауапқа тартылу (to reply)",
        r"іске қосу(?:да|ға|дың|ы)?\b(?= (?:жина|қайта|оқи|жалғас))": "жинау",
        r"\bжапа шек": "зардап шегу",
        r"сенімді емес": "күмәнданады (not to be relied on)",
        r"болып табылады": "say it without (a calque)",
    },
    "ru": {
        r"рабоч(?:ий|его|ему|им|ем) стол": "Qorgan, рабочая панель (the desktop of a computer)",
        r"рабочее место": "Qorgan, рабочая панель",
        r"\bмашин": "программа, компьютер",
        r"\bмонитор(?:ы|ов|ам)?\b": "наблюдатель (a screen)",
        r"выгрузк": "экспорт",
        r"золот(?:ой|ом|ого) набор": "эталонный набор",
        r"\bвест(?:ей|ях)\b|\bвести о\b|были вести": "новости",
        r"кто-то ответил|никто (?:никак )?не ответил|без ответа виновных": "понести ответственность",
        r"\bблок(?:и|ов|ам|ах)?\b": "раздел",
        r"продолжени[ея] (?:прежн|инцидент|\{)": "новость о прежнем инциденте",
        r"запуск(?:а|у|ом|е)?\b(?! сбора)(?= (?:читает|продолжит|попробует|отправит|закончит))": "сбор",
    },
}
# Some languages end a day or a month with an abbreviation, which a full stop would double. A moment ends with its time.
DATES = r"\{(?:day|on_day|until_day|since_day|as_of_day|since|until|period|when|date|month)\}"


def placeholder_before_an_ending(lang: str, words: str) -> bool:
    """A case ending or a postposition straight behind a placeholder: «{day} дейін», «{n}-ге», «{low} мен {high}». Days that are declined may have theirs."""
    if lang != "kk":
        return False
    for found in re.finditer(rf"\{{(\w+)[^{{}}]*\}}(?:-?(?:{ENDINGS})\b| ({POSTPOSITIONS}|мен|бен|пен)\b)", words):
        if found[2] is None or found[2] not in DECLINED.get(found[1], ()):
            return True
    return False


def declined_day_alone(lang: str, words: str) -> bool:
    """A day in a case without the word that asks for it: «{until_day} қалдырылды»."""
    return lang == "kk" and any(
        asked and not re.match(rf" (?:{'|'.join(asked)})\b", rest)
        for name, asked in DECLINED.items()
        for rest in words.split(f"{{{name}}}")[1:]
        if not (name == "since_day" and rest.startswith(" {until_day} дейін"))
    )


def joined_by_and_after_a_number(lang: str, words: str) -> bool:
    """«мен», «бен» or «пен» after a number in figures: which of them it is, hangs on how the number is spoken. After 0 it is known: «0 мен»."""
    return lang == "kk" and bool(re.search(r"(?:\}|[1-9]\d*|%)\s+(?:мен|бен|пен)\s", words))


def counted_verbal_noun(lang: str, words: str) -> bool:
    """A number straight before a bare verbal noun: «{n} бас тарту», «{n} қамау». It is «бас тартудың {n} оқиғасы»."""
    return lang == "kk" and bool(re.search(r"\{(?:n|count)\}(?: \w*(?<![дтн][ыі])(?= ))* (?!ақау)\w*(?:[аеіырлнтд]у)(?:$| немесе| не )", words))


def doubled_full_stop(lang: str, words: str) -> bool:
    """A date straight before a full stop: «2 ноября 2021 г..», «24 қар..»."""
    return bool(re.search(rf"{DATES}[.](?!\w)", words)) or ".." in words.replace("…", "").replace("...", "")


def forbidden_word(lang: str, words: str) -> bool:
    """A word that people read as something else."""
    return any(re.search(pattern, words.lower()) for pattern in FORBIDDEN.get(lang, {}))


def date_asked_in_english(lang: str, words: str) -> bool:
    """A date shown as YYYY-MM-DD to somebody who reads Kazakh or Russian, unless it is to be typed so."""
    return "YYYY" in words and "=YYYY" not in words


MECHANISMS: tuple[Callable[[str, str], bool], ...] = (
    placeholder_before_an_ending, declined_day_alone, joined_by_and_after_a_number, counted_verbal_noun, doubled_full_stop, forbidden_word,
    date_asked_in_english,
)  # fmt: skip
