"""Dates nobody can misread (31 May 2027), times with their zone; wherever a template or admin names no format."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y H:i e"
