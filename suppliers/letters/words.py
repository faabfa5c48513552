"""Days and set sentences in each language of the letters."""

from collections.abc import Sequence
from datetime import date

_FIRST_HALF = ("January", "February", "March", "April", "May", "June")
_SECOND_HALF = ("July", "August", "September", "October", "November", "December")
MONTHS = _FIRST_HALF + _SECOND_HALF


def day_in_words(day: date, language: str) -> str:
    """31 March 2026; 2026年3月31日."""
    if language == "zh-hans":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


# What is open, by the state of the request (`suppliers.models.Request.State`); incomplete: asked for the rest.
_OPEN = {
    "en": {
        "requested": "We have not received your CMRT yet.",
        "incomplete": "What you sent is accepted. We still need your CMRT for these products: {missing}.",
        "unreadable": "We could not read the file you sent, so we still need your CMRT.",
        "needs_correction": "Your CMRT needs a correction; your page shows what to correct, with sheet and cell.",
    },
    "zh-hans": {
        "requested": "我们尚未收到贵公司的CMRT。",
        "incomplete": "贵公司已提交的内容已被接受。我们仍需要以下产品的CMRT：{missing}。",
        "unreadable": "贵公司发来的文件无法读取，因此我们仍需要贵公司的CMRT。",
        "needs_correction": "贵公司的CMRT需要更正；您的页面列出了需要更正的工作表和单元格。",
    },
}


def still_open(state: str, language: str, missing: Sequence[str] = ()) -> str:
    """What a request in this state still waits for; nothing for a request that was answered.

    `missing`: of an answer in parts the products that no accepted part covers, once there is one.
    """
    found = _OPEN[language].get("incomplete" if state == "requested" and missing else state, "")
    return found.replace("{missing}", ("、" if language == "zh-hans" else ", ").join(missing))


def attached(names: Sequence[str], language: str) -> str:
    """A sentence that names attached files."""
    if not names:
        return ""
    return f"附件：{'、'.join(names)}。" if language == "zh-hans" else f"Attached: {', '.join(names)}."
