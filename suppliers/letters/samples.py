"""Invented values, for looking at a text where no letter is written yet."""

from datetime import date, timedelta

from suppliers.letters.rendering import Value
from suppliers.letters.words import attached, still_open

_FACILITIES = ["- Tin, CID900010: Example Tin Works", "- Gold, CID900011: Sample Gold Refining"]
_WORDS: dict[str, dict[str, Value]] = {
    "en": {
        "contact": "Alex Example",
        "manufacturer": "Example Precision Ltd.",
        "corrections": [
            "1. Declaration!D26: the answer for tin is missing. Choose Yes or No.",
            "2. Smelter List!C9: this smelter has no country. Enter the country it is in.",
        ],
        "note": "Please also have an officer of the company named in Declaration!D18.",
        "result": "The file was read. Two things are to correct; your page shows them.",
        "facilities": _FACILITIES,
        "silent": ["- Example Precision Ltd.: 4 letters sent, the last on 21 April 2026. Nothing was received."],
    },
    "zh-hans": {
        "contact": "王芳",
        "manufacturer": "示例精密有限公司",
        "corrections": ["1. Declaration!D26：缺少锡的答案。请选择Yes或No。"],
        "note": "另请在Declaration!D18填写授权人姓名。",
        "result": "文件已读取。有两处需要更正，请见您的页面。",
        "facilities": _FACILITIES,
        "silent": ["- 示例精密有限公司：已发送4封邮件，尚未收到答复。"],
    },
}


def sample_values(language: str, today: date) -> dict[str, Value]:
    """A value for every placeholder but those that the year itself gives."""
    return _WORDS[language] | {
        "receipt": "R000123",
        "file": "CMRT.xlsx",
        "day": today,
        "due date": today + timedelta(days=30),
        "asked on": today - timedelta(days=30),
        "products": ["Packet probe", "Timing card"],
        "attached": attached(["CMRT.xlsx"], language),
        "open": still_open("requested", language),
        "link": "https://…",
    }
