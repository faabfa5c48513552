"""What every page says in the same way: states, dates, names from outside, and bars."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cmr.access import may_change, may_open
from cmr.countries import country_label
from cmr.models import ReportingPeriod

register = template.Library()

# Bidi marks, overrides and isolates can make a name read as another one; controls and zero-width signs hide.
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u061c]")
SHOWN = 120


@register.inclusion_tag("parts/icon.html")
def icon(name: str, meaning: str = "") -> dict[str, str]:
    """A drawing from the sprite; it never stands without words."""
    return {"name": name, "meaning": meaning or name}


@register.inclusion_tag("parts/say.html")
def say(meaning: str, words: str) -> dict[str, str]:
    """A state: one of the four meanings (done, needs, blocks, info) as a shape, and its word."""
    return {"meaning": meaning, "words": words}


@register.inclusion_tag("parts/status_bar.html")
def status_bar(conformant: int, active: int, not_listed: int, longest: int) -> dict[str, Any]:
    """Facilities by status as one bar; `longest` is the total of the longest bar beside it."""
    scale = 100 / longest if longest else 0
    parts, left = [], 0.0
    for name, count in (("conformant", conformant), ("active", active), ("not_listed", not_listed)):
        if count:
            parts.append({"name": name, "x": round(left, 2), "width": round(count * scale, 2)})
            left += count * scale
    words = f"{conformant} conformant, {active} active, {not_listed} not listed"
    return {"parts": parts, "words": words}


@register.inclusion_tag("parts/share_bar.html")
def share_bar(part: int, whole: int) -> dict[str, Any]:
    """How much of the whole is done."""
    return {"width": round(100 * part / whole, 2) if whole else 0, "words": f"{part} of {whole}"}


@register.filter
def day(value: date | datetime | None) -> str:
    """31 May 2027: never a date that two countries read differently."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return date_format(value, pgettext("a day, in Django's letters", "j F Y")) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """31 May 2027, 14:05 UTC."""
    if value is None:
        return ""
    return date_format(timezone.localtime(value), pgettext("a day with its time, in Django's letters", "j F Y, H:i e"))


@register.filter
def days_away(value: date | None, today: date | None = None) -> str:
    """How far a day is, as a help beside the date itself."""
    if value is None:
        return ""
    days = (value - (today or timezone.localdate())).days
    if days in (0, 1, -1):
        return {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}[days]
    if abs(days) > 2 * 365:
        years = abs(days) // 365
        said = (
            ngettext("in %(n)s year", "in %(n)s years", years)
            if days > 0
            else ngettext("%(n)s year ago", "%(n)s years ago", years)
        )
        return said % {"n": years}
    said = (
        ngettext("in %(n)s day", "in %(n)s days", days)
        if days > 0
        else ngettext("%(n)s day ago", "%(n)s days ago", -days)
    )
    return said % {"n": f"{abs(days):,}"}


@register.filter
def shown(text: Any) -> str:
    """A name from outside as we show it: one line, nothing unseen, at most 120 characters; escaped by the template."""
    clean = _UNSEEN.sub("", str(text or ""))
    clean = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in clean)
    clean = " ".join(clean.split())
    return clean if len(clean) <= SHOWN else clean[: SHOWN - 1] + "…"


@register.filter
def place(country: Any) -> str:
    """A country in title case, however the source spells it."""
    return shown(country_label(str(country or "")))


@register.filter
def shown_long(text: Any) -> str:
    """A sentence that may quote a name from outside: nothing unseen, in full."""
    return _UNSEEN.sub("", str(text or ""))


@register.filter
def fingerprint(sha256: str) -> str:
    """The first sixteen digits in groups of four, as people read them to each other."""
    return " ".join(sha256[at : at + 4] for at in range(0, 16, 4))


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """A dictionary's value by a key that is itself a variable."""
    return mapping.get(key) if mapping else None


@register.filter
def may(user: Any, url_name: str) -> bool:
    """Whether this person may send something to the URL of this name, and so is shown its button: `user|may:"…"`."""
    return may_change(user, url_name)


@register.filter
def opens(user: Any, url_name: str) -> bool:
    """Whether the page of this name opens to this person, and so is shown in the navigation."""
    return may_open(user, url_name)


@register.simple_tag
def reporting_years() -> list[ReportingPeriod]:
    """All calendar years, newest first, for the desk's head."""
    return list(ReportingPeriod.objects.select_related("registrant"))


@register.inclusion_tag("parts/sort_head.html", takes_context=True)
def sort_head(context: template.Context, key: str, words: str, number: bool = False) -> dict[str, Any]:
    """A column head that sorts: the order stands in the address bar, a second click turns it round."""
    now = context["sort"]
    query = context["request"].GET.copy()
    query["sort"] = f"-{key}" if now == key else key
    query.pop("page", None)
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    return {"url": f"?{query.urlencode()}", "words": words, "direction": direction, "number": number}
