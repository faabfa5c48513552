"""What the template revisions look like, and which one a workbook is."""

from suppliers.cmrt.layouts.detect import Detected, detect
from suppliers.cmrt.layouts.revisions import LAYOUTS, Layout, layout_numbered

__all__ = ["LAYOUTS", "Detected", "Layout", "detect", "layout_numbered"]
