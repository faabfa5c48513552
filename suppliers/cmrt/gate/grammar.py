"""The plain form in which every known program writes rows, strings and what stands round them, as patterns.

They take whole elements, so that bytes which a pattern has taken without a gap are well-formed and hold nothing but
what it names.
"""

import re


class Deviates(Exception):
    """The part is not of the plain form, which says nothing against it."""


_WORDS = rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_CHARACTERS = (b"amp;", b"lt;", b"gt;", b"quot;", b"apos;", b"#10;", b"#13;", b"#xA;", b"#xD;", b"#xa;", b"#xd;")
_CHARACTER = b"|".join(_CHARACTERS)
ATTRIBUTES = rb'(?: [A-Za-z][A-Za-z0-9:]*+="[^"<>&\x00-\x1f]*+")*'
_TEXT = rb"%b(?:&(?:%b)%b)*+" % (_WORDS, _CHARACTER, _WORDS)
# The usual is tried first, since what may repeat costs the engine much more than an alternative.
_STYLE = rb'(?: s="[0-9]+"(?: t="[A-Za-z]+"|)| t="[A-Za-z]+"|)|%b' % ATTRIBUTES
_USUAL_FORMULA = rb'(?: ca="1"|)(?: t="shared"(?: ref="[A-Z0-9:]+"|) si="[0-9]+"|)'
PREAMBLE = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml version=["']1\.0["'](?: encoding=["'][Uu][Tt][Ff]-8["'])?"""
    rb"""(?: standalone=["'](?:yes|no)["'])? ?\?>)?[^?!]*"""
)
ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"(%b)( ?/|)>' % ATTRIBUTES)
# Column, row, attributes, content: a formula, its attributes unless they are usual, value, its end, text of its own.
CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]+)"(%b)(?: ?/>|>((?:<(f)(?:%b|(%b))(?: ?/>|>%b</f>)|)'
    rb'(?:<v(?: xml:space="preserve"|)>(%b)</v>|<v ?(/)>|<is><t(?: xml:space="preserve"|)>(%b)</t></is>|))</c>)'
    % (_STYLE, _USUAL_FORMULA, ATTRIBUTES, _TEXT, _TEXT, _TEXT)
)
CELL_FIELDS = CELL.groups + 1
# What rows store, and the formulas, of which nothing is ever known but that they are there.
VALUE = re.compile(rb'<v(?: xml:space="preserve"|)(?:>([^<]*)</v| ?/)>')
OWN_TEXT = re.compile(rb'<t(?: xml:space="preserve"|)>([^<]*)</t>')
FORMULA_TEXT = re.compile(rb"<f%b(?: ?/|>%b</f)>" % (_USUAL_FORMULA, _TEXT))
PAIR = re.compile(rb' ([A-Za-z0-9:]+)="([^"]*)"')
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32)])


def with_plain_line_ends(data: bytes) -> bytes:
    """The bytes with the line ends that XML makes of all that stand in a file."""
    return data if b"\r" not in data else data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def text_of(data: bytes) -> str:
    """Text or whole elements in UTF-8, with line ends as XML has them and entities as they stand.

    Raises Deviates for characters that XML does not have and entities that are not plain, and UnicodeDecodeError.
    """
    text = with_plain_line_ends(data).decode()
    if len(data.translate(None, _CONTROLS)) < len(data) or "\ufffe" in text or "\uffff" in text:
        raise Deviates
    if b"&" in data and not all(after.startswith(_CHARACTERS) for after in data.split(b"&")[1:]):
        raise Deviates
    return text
