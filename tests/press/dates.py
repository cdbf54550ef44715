"""How the sites write times: for machines, and the many ways for people, in Kazakh and Russian."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

ZONE = timezone(timedelta(hours=5))  # all of Kazakhstan since 1 March 2024

_MONTHS = {
    "ru": ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
    "kk": ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
}
_SHORT_MONTHS = ["янв.", "февр.", "марта", "апр.", "мая", "июня", "июля", "авг.", "сент.", "окт.", "нояб.", "дек."]
_NOMINATIVE = ["Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь"]
_WEEKDAYS = {
    "ru": ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
    "kk": ["дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}


def iso(moment: datetime) -> str:
    """2026-11-23T14:05:00+05:00"""
    return moment.isoformat(timespec="seconds")


def utc(moment: datetime) -> str:
    """2026-11-23T09:05:00Z"""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc822(moment: datetime) -> str:
    """Mon, 23 Nov 2026 14:05:00 +0500"""
    return format_datetime(moment)


def rfc822_utc(moment: datetime) -> str:
    """Mon, 23 Nov 2026 09:05:00 +0000, as WordPress writes it"""
    return format_datetime(moment.astimezone(UTC))


def long_day(moment: datetime, lang: str) -> str:
    """23 ноября 2026; 23 қараша 2026; 23 November 2026"""
    return f"{moment.day} {_MONTHS[lang][moment.month - 1]} {moment.year}"


def day_month(moment: datetime, lang: str) -> str:
    """23 ноября"""
    return f"{moment.day} {_MONTHS[lang][moment.month - 1]}"


def weekday_day(moment: datetime, lang: str) -> str:
    """вторник, 24 ноября 2026, as a masthead gives today's date"""
    return f"{_WEEKDAYS[lang][moment.weekday()]}, {long_day(moment, lang)}"


def dotted(moment: datetime) -> str:
    """23.11.2026 14:05"""
    return moment.strftime("%d.%m.%Y %H:%M")


def joomla(moment: datetime) -> str:
    """Понедельник, 23 Ноябрь 2026 14:05"""
    return f"{_WEEKDAYS['ru'][moment.weekday()].capitalize()}, {moment.day:02} {_NOMINATIVE[moment.month - 1]} {moment:%Y %H:%M}"


def visible(style: str, moment: datetime, now: datetime) -> str:
    """The moment in one of the styles people read; relative styles count from `now`."""
    clock = f"{moment:%H:%M}"
    hours = max(1, round((now - moment) / timedelta(hours=1)))
    written = {
        "ru long": f"{long_day(moment, 'ru')}, {clock}",
        "ru long year": f"{clock}, {long_day(moment, 'ru')} года",
        "ru short": f"{moment.day} {_SHORT_MONTHS[moment.month - 1]} {moment.year}",
        "ru dotted": dotted(moment),
        "ru yesterday": f"вчера, {clock}",
        "ru today": f"сегодня в {clock}",
        "ru hours": f"{hours} {'час' if hours == 1 else 'часа' if hours < 5 else 'часов'} назад",
        "kk long": f"{long_day(moment, 'kk')}, {clock}",
        "kk year": f"{moment.year} жылғы {moment.day} {_MONTHS['kk'][moment.month - 1]}",
        "kk year clock": f"{moment.year} ж. {moment.day} {_MONTHS['kk'][moment.month - 1]} {clock}",
        "kk yesterday": f"кеше, {clock}",
        "kk today": f"бүгін, {clock}",
        "kk hours": f"{hours} сағат бұрын",
    }
    return written[style]
