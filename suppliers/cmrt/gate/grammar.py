"""The plain form in which every known program writes rows, strings and what stands round them, as patterns.

They take whole elements, so that bytes which a pattern has taken without a gap are well-formed and hold nothing but
what it names.
"""

import re


class Deviates(Exception):
    """The part is not of the plain form, which says nothing against it."""


_WORDS = rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]*+"
# The two characters beside the controls that are no XML.
NO_XML = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
CHARACTER = rb"(?:amp|lt|gt|quot|apos|#1[03]|#x[ADad]);"
ATTRIBUTES = rb'(?: [A-Za-z][A-Za-z0-9:]*+="[^"<>&\x00-\x1f]*+")*'
_TEXT = rb"%b(?:&%b%b)*+" % (_WORDS, CHARACTER, _WORDS)
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
# What a cell stores: its tag, without the first bracket unless a usual formula stands before it, and the text. That
# the formula is there is all that is ever known of it.
STORED = re.compile(
    rb'<(?:f%b(?: ?/|>%b</f)>(?=<)|(?=[vt]))(<?v ?/(?=></)|<?[vt](?: xml:space="preserve"|))>(%b)(?=</)'
    % (_USUAL_FORMULA, _TEXT, _TEXT)
)
PAIR = re.compile(rb' ([A-Za-z0-9:]+)="([^"]*)"')
