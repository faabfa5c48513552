"""The register in Django admin: facilities, lists and the status vocabulary. Statuses change by correction or list."""

from smelters.admin import facilities, lists, lookups, proposals, records, tables  # noqa: F401 - each registers its classes
