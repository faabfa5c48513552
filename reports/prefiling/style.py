"""C, S and T: one way of writing: numbers, spaces, defined terms, one word for a facility, one narrator."""

import re
from collections.abc import Iterator

from cmr.findings import Hit, Severity, at, check
from reports.document import plain
from reports.prefiling.draft import Draft, own_words

# Abbreviations that the delivered report defines, for a text that is read alone.
DEFINED = frozenset({"RMI", "RCOI", "CMRT", "CMRTs", "OECD", "SEC", "DRC", "RMAP"})
_KNOWN = frozenset({"SD", "CFR", "USA", "EDGAR", "II", "III", "ID", "IDs"})
_ABBREVIATION = re.compile(r"\b(?:[A-Z]{2,6})s?\b")
_DEFINITION = re.compile(r"“([A-Z]{2,6})s?”")

# Words that a defined term already stands for.
_INSTEAD = (
    (re.compile(r"\bOECD Guidelines?\b|\bthe Framework\b"), "OECD Guidance"),
    (re.compile(r"\bcontract vendors?\b|\bvendors?\b", re.I), "contract manufacturer"),
    (re.compile(r"\bthe Products\b|\bCovered products\b"), "Covered Products"),
    (re.compile(r"\bconflict countries\b|\bcovered countries\b|\bDRC Region\b"), "Covered Countries"),
    (re.compile(r"\bReporting Year\b|\breporting period\b(?! from| ended)"), "Reporting Period"),
)
_FACILITY = re.compile(
    r"\b(?:processing|smelting|refining) (?:facilit(?:y|ies)|plants?|works|operations?)\b|\brefiner(?:y|ies)\b"
    r"|\bsmelters?/refiners?\b|\bfacilit(?:y|ies) or smelters?\b|\bsmelters? or facilit(?:y|ies)\b|\bSORs?\b",
    re.I,
)
_COLUMN = re.compile(r"\b(?:far |outer)?(?:right|left)[- ]?(?:most|hand)? columns?\b|\b(?:last|first) columns?\b", re.I)
_NUMBERS = "two|three|four|five|six|seven|eight|nine"
_COUNTED = r"(?:contract manufacturers?|facilit(?:y|ies)|CMRTs?|names?|entr(?:y|ies))"
_DISAGREES = re.compile(
    rf"\b(?:one|1) (?:contract manufacturers|facilities|CMRTs|names|entries)\b"
    rf"|\b(?:{_NUMBERS}|\d{{2,}}) (?:contract manufacturer|facility|CMRT|name|entry)\b"
    rf"|\b(?:one|1) {_COUNTED} (?:are|were|have)\b|\b(?:{_NUMBERS}|\d{{2,}}) {_COUNTED} (?:is|was|has)\b",
    re.I,
)
_NOTHING = re.compile(rf"\b(?:zero|0) {_COUNTED}\b", re.I)
_SPACES = (
    ("two blanks", re.compile(r"(?<=\S)  +(?=\S)")),
    ("a blank before a comma or a full stop", re.compile(r"\w [,;.](?=\s|$)")),
    ("a blank that does not break", re.compile("\u00a0")),
    ("a hyphen with a blank", re.compile(r"\b\w+- (?!and\b|or\b|to\b|und\b)\w+")),
    ("a soft hyphen", re.compile("\u00ad")),
)
_GRAMMAR = (
    ("“a” before RCOI or RMI", re.compile(r"\b[Aa] (?:RCOI|RMI|RMAP|SEC|OECD)\b")),
    (
        "“first tier” without a hyphen",
        re.compile(r"\b(?:first|second|lower) tier (?:contract|supplier|manufactur)", re.I),
    ),
    ("a word twice", re.compile(r"\b(\w{3,}) \1\b", re.I)),
    ("two full stops", re.compile(r"(?<!\.)\.\.(?!\.)")),
)
# Words that are no sentence need no full stop; longer ones are one.
_A_SENTENCE = 12
_ENDS = re.compile(r"(?:[.:;?!”)]|[.;,]? (?:and|or))$")


@check(
    "C11",
    Severity.WARN,
    title="Zero to nine are words, from ten on figures, and what follows agrees",
    message="“{words}” {fault}.",
    reason="Two ways of writing one number look like two numbers, and a sentence about nothing is left out.",
    source="The report's own style",
    remedy="Use the placeholders: they write the number and the word that agrees with it.",
)
def numbers_are_written_alike(draft: Draft) -> Iterator[Hit]:
    for place, text in draft.prose:
        words = plain(text)
        for found in _DISAGREES.finditer(words):
            yield at(place, words=found.group(0), fault="does not agree in number")
        for found in _NOTHING.finditer(words):
            yield at(place, words=found.group(0), fault="counts nothing; the sentence is left out then")
        for found in re.finditer(rf"(?<![\w.,:/-])(\d) {_COUNTED}\b", words):
            yield at(place, words=found.group(0), fault="is written in figures and is less than ten")


@check(
    "S09",
    Severity.BLOCK,
    title="Annex I names its columns, and the text speaks of them by name",
    message="{fault}.",
    reason="A column without a name, or called by where it stands, says something else when the layout changes.",
    source="Form SD Item 1.01(c)(2); accessibility of the filed document",
    remedy="Call the column by its head.",
)
def columns_are_spoken_of_by_name(draft: Draft) -> Iterator[Hit]:
    for table in draft.tables("annex"):
        if not all(column.name.strip() for column in table.columns):
            yield at("Annex I", fault=f"The table of {table.metal.lower() or 'a metal'} has a column without a name")
        if any(len(row) != len(table.columns) for row in table.rows):
            yield at(
                "Annex I", fault=f"A line of the table of {table.metal.lower()} has more or fewer cells than its head"
            )
    for place, text in draft.lines:
        for found in _COLUMN.finditer(text):
            yield at(place, fault=f"The text speaks of “{found.group(0)}”")


@check(
    "S12",
    Severity.INFO,
    title="No stray blanks, mixed quotation marks or split hyphens",
    message="{fault}: “{words}”.",
    reason="They are traces of copying, and a reader wonders what else was copied.",
    source="The report's own style",
    remedy="Correct the text, or the facility's name in the register.",
)
def spacing_is_clean(draft: Draft) -> Iterator[Hit]:
    names = [("Annex I", cell) for row in draft.annex for cell in row[1:2]]
    for place, text in (*draft.lines, *names):
        for fault, pattern in _SPACES:
            for found in pattern.finditer(text):
                around = text[max(found.start() - 20, 0) : found.end() + 20]
                yield at(place, fault=fault[0].upper() + fault[1:], words=around)
    for place, text in draft.own:
        if '"' in text and ("“" in text or "”" in text):
            yield at(place, fault="Straight and curly quotation marks", words=text[:60])


@check(
    "T05",
    Severity.WARN,
    title="Defined terms are used as defined, abbreviations after their definition",
    message="“{words}” {fault}.",
    reason="A second word for a defined term reads as a second thing.",
    source="The report's own definitions",
    remedy="Use the defined term, or define the abbreviation where it is first used.",
)
def terms_are_used_as_defined(draft: Draft) -> Iterator[Hit]:
    known = set(_KNOWN | draft.terms)
    for place, text in draft.prose:
        words = own_words(text)
        for pattern, term in _INSTEAD:
            for found in pattern.finditer(words):
                yield at(place, words=found.group(0), fault=f"is said where the report defines “{term}”")
        known |= set(_DEFINITION.findall(words))
        for found in _ABBREVIATION.finditer(words):
            short = found.group(0)
            if not {short, short.removesuffix("s")} & known:
                known.add(short)
                yield at(place, words=short, fault="is not defined where it is first used")


@check(
    "T06",
    Severity.INFO,
    title="One word for facilities",
    message="“{words}” is another word for a facility.",
    reason="The report defines “facility”; other words make the reader ask whether other things are meant.",
    source="The report's own definitions",
    remedy="Say facility.",
)
def one_word_for_facilities(draft: Draft) -> Iterator[Hit]:
    for place, text in draft.own:
        for found in _FACILITY.finditer(text):
            yield at(place, words=found.group(0))


@check(
    "T18",
    Severity.INFO,
    title="Articles, hyphens and full stops stand where they belong",
    message="{fault}: “{words}”.",
    reason="A filed text is read as carefully as it was written.",
    source="The report's own style",
    remedy="Correct the text.",
)
def grammar_is_sound(draft: Draft) -> Iterator[Hit]:
    for place, text in draft.prose:
        words = own_words(text).strip()
        for fault, pattern in _GRAMMAR:
            for found in pattern.finditer(words):
                yield at(place, fault=fault[0].upper() + fault[1:], words=found.group(0))
        if len(words.split()) > _A_SENTENCE and not _ENDS.search(plain(text).strip()):
            yield at(place, fault="A sentence without an end", words=plain(text)[-40:])


@check(
    "T19",
    Severity.INFO,
    title="One narrator: “we”",
    message="“{words}” speaks of the registrant as of another.",
    reason="The report defines “we”; a second narrator makes two authors of one report.",
    source="The report's own definitions",
    remedy="Say we, us or our.",
)
def one_narrator(draft: Draft) -> Iterator[Hit]:
    for place, text in draft.prose:
        words = own_words(text)
        for found in re.finditer(r"\b[Tt]he (?:Company|Registrant|Corporation|Issuer)\b(?:’s)?", words):
            yield at(place, words=found.group(0))
        named = any(run.fact == "registrant" for run in text)
        if named and "“we,”" not in words and len(words.split()) > 1:
            yield at(place, words=draft.facts.filer.name)
