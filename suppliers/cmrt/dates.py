"""The effective date, as a real date or as the text that people type instead."""

import datetime
import re

from suppliers.cmrt.texts import clean
from suppliers.cmrt.workbook import Value as Raw

_MONTHS = (
    "january janvier janeiro januar jänner enero gennaio ocak",
    "february février fevrier fevereiro februar febrero febbraio şubat subat",
    "march mars março marco märz maerz marz marzo mart mrz",
    "april avril abril aprile nisan avr abr",
    "may mai maio mayo maggio mayıs mayis mag",
    "june juin junho juni junio giugno haziran giu",
    "july juillet julho juli julio luglio temmuz lug juil",
    "august août aout agosto ağustos agustos ago",
    "september sept septembre setembro septiembre settembre eylül eylul set",
    "october octobre outubro oktober octubre ottobre ekim out okt ott",
    "november novembre novembro noviembre kasım kasim",
    "december décembre decembre dezembro dezember diciembre dicembre aralık aralik dez dic",
)
_SERIALS = range(36526, 73051)  # 2000-01-01 to 2100-01-01 in the 1900 system
_BY_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
# Three letters stand for a month wherever they stand for only one ("jui" would be June or July).
for _name, _number in list(_BY_MONTH.items()):
    if len({number for name, number in _BY_MONTH.items() if name.startswith(_name[:3])}) == 1:
        _BY_MONTH.setdefault(_name[:3], _number)

_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST_WORD = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[-\s./]*(?:de\s+)?([^\W\d]+)\.?[-\s./,]*(?:de\s+)?(\d{4}|\d{2})"
)
_MONTH_WORD_FIRST = re.compile(r"([^\W\d]+)\.?[-\s]*(\d{1,2})(?:st|nd|rd|th)?[-\s,]+(\d{4})")
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_TIME = re.compile(r"[T\s]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(am|pm|z)?$", re.IGNORECASE)


def read_date(raw: Raw, *, epoch_1904: bool = False) -> datetime.date | None:
    """The date a cell holds, or None when there is none or when day and month cannot be told apart (02/03/2024)."""
    if isinstance(raw, datetime.datetime):
        return raw.date()
    if isinstance(raw, datetime.date):
        return raw
    if isinstance(raw, float):
        return _from_number(raw, epoch_1904)
    text = clean(raw) if isinstance(raw, str) else None
    if text is None:
        return None
    return _from_text(_TIME.sub("", text).strip())


def _from_number(number: float, epoch_1904: bool) -> datetime.date | None:
    if not 0 < number < 1e8:
        return None
    serial = int(number) + (1462 if epoch_1904 else 0)
    if serial in _SERIALS:
        return datetime.date(1899, 12, 30) + datetime.timedelta(days=serial)
    return _from_text(str(int(number)))


def _from_text(text: str) -> datetime.date | None:
    if match := _YEAR_FIRST.fullmatch(text.replace(" ", "")) or _COMPACT.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST_WORD.fullmatch(text):
        return _date(_year(match[3]), _BY_MONTH.get(match[2].casefold(), 0), int(match[1]))
    if match := _MONTH_WORD_FIRST.fullmatch(text):
        return _date(int(match[3]), _BY_MONTH.get(match[1].casefold(), 0), int(match[2]))
    if match := _NUMBERS.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first == second or second > 12:
            return _date(year, first, second)
        if first > 12 or "." in text:
            return _date(year, second, first)
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
