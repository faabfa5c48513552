"""What the template revisions look like, and which one a workbook is."""

from suppliers.cmrt.layouts.detect import Detected, detect
from suppliers.cmrt.layouts.revisions import LAYOUTS, NEWEST, Layout, layout_numbered

__all__ = ["LAYOUTS", "NEWEST", "Detected", "Layout", "detect", "layout_numbered"]
