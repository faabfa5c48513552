"""How much of everything a file may hold. A real CMRT stays far below each of them."""

from dataclasses import dataclass

from suppliers.cmrt.gate.refusal import refuse

MEGABYTE = 1_000_000

FILE_BYTES = 15 * MEGABYTE
UNPACKED_BYTES = 100 * MEGABYTE
MEMBER_BYTES = 40 * MEGABYTE
MEMBERS = 1_000
NAME_BYTES = 255
RATIO = 60
RATIO_FROM_BYTES = 1 * MEGABYTE

XML_DEPTH = 256
ATTRIBUTES = 256
TEXT_CHARACTERS = 1_000_000
# One tag or comment must fit into this many bytes, so that its attributes are counted before they fill the memory.
TOKEN_BYTES = 2 * MEGABYTE
# Names of elements and attributes in one part: a new one costs the parser far more than one it knows.
DISTINCT_NAMES = 10_000

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
SHEET_ROWS = 20_000
SHEET_CELLS = 400_000
BOX_CELLS = 4_000_000
SHARED_STRINGS = 300_000
CELL_FORMATS = 65_500
NAMES = 20_000
MERGES = 50_000
MERGED_CELLS = 1_000_000
SHEETS = 64
HASH_ROUNDS = 200_000


@dataclass(slots=True)
class Budget:
    """What one workbook may spend in all, over its parts: readers lay sheets out as full grids and copy shared text."""

    nodes: int = 3_000_000  # elements and attributes; a large template has one million
    box_cells: int = BOX_CELLS
    characters: int = 10_000_000

    def spend_box(self, cells: int) -> None:
        self.box_cells -= cells
        if self.box_cells < 0:
            refuse("limit_exceeded")

    def spend_characters(self, characters: int) -> None:
        self.characters -= characters
        if self.characters < 0:
            refuse("limit_exceeded")
