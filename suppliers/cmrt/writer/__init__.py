"""Fill an official blank of the CMRT with a declaration: `fill(blank, from_json(read_as_json))`.

Templates belong to RMI and are never shipped: the user gives the blank.
"""

from suppliers.cmrt.writer.declaration import Declaration, Given, ProductEntry, SmelterEntry, from_json
from suppliers.cmrt.writer.errors import NotFillable
from suppliers.cmrt.writer.filling import fill

__all__ = ["Declaration", "Given", "NotFillable", "ProductEntry", "SmelterEntry", "fill", "from_json"]
