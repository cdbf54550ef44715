"""The forms in which dates are written, in three languages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from pipelines.extraction.date_grammar import read_date, to_iso

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 24, 10, 15, tzinfo=ALMATY)


def read(text: str, zone: ZoneInfo = ALMATY) -> str | None:
    return to_iso(read_date(text, now=NOW, zone=zone))


def words(line: str) -> list[str]:
    return line.split()


MONTHS_RU = words("января февраля марта апреля мая июня июля августа сентября октября ноября декабря")
MONTHS_KK = words("қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан")
MONTHS_EN = words("January February March April May June July August September October November December")
MOMENT_FORMS: dict[str, Callable[[datetime], str]] = {
    "iso": lambda m: m.isoformat(),
    "iso, utc": lambda m: f"{m.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    "rfc 822": lambda m: f"{m.day:02} {MONTHS_EN[m.month - 1][:3]} {m.year} {m:%H:%M:%S} {m:%z}",
    "dots": lambda m: f"{m:%d.%m.%Y, %H:%M:%S}",
    "dots, time first": lambda m: f"{m:%H:%M:%S %d.%m.%Y}",
    "ru": lambda m: f"{m.day} {MONTHS_RU[m.month - 1]} {m.year} г. в {m:%H:%M:%S}",
    "kk": lambda m: f"{m.day} {MONTHS_KK[m.month - 1]} {m.year}, {m:%H:%M:%S}",
    "kk, at o'clock": lambda m: f"{m.year} жылғы {m.day} {MONTHS_KK[m.month - 1]}, сағат {m:%H:%M:%S}-де",
    "en": lambda m: f"{MONTHS_EN[m.month - 1]} {m.day}, {m.year} {m.hour % 12 or 12}:{m:%M:%S} {'PM' if m.hour >= 12 else 'AM'}",
    "offset in brackets": lambda m: f"{m:%d.%m.%Y %H:%M:%S} (UTC{m.utcoffset() // timedelta(hours=1):+d})",  # type: ignore[operator]
}
SINCE = datetime(2005, 1, 1, tzinfo=UTC)
# Without the hour that was lived twice when clocks went back on 1 March 2024: its times do not tell which one is meant.
MOMENTS = (
    st.integers(0, int((NOW - SINCE).total_seconds())).map(lambda s: (SINCE + timedelta(seconds=s)).astimezone(ALMATY)).filter(lambda m: not m.fold)
)
