"""The namespaces and kinds of a spreadsheet package, in their transitional and strict spellings."""

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"

MAIN = (f"{_TRANSITIONAL}spreadsheetml/2006/main", f"{_STRICT}spreadsheetml/main")
LINKS = (f"{_TRANSITIONAL}officeDocument/2006/relationships", f"{_STRICT}officeDocument/relationships")
CONTENT_TYPES = f"{_TRANSITIONAL}package/2006/content-types"
RELATIONSHIPS = f"{_TRANSITIONAL}package/2006/relationships"


def local_name(name: str, namespaces: tuple[str, ...]) -> str:
    """The local part of "namespace local" if it belongs to one of the namespaces, else nothing."""
    namespace, _, local = name.rpartition(" ")
    return local if namespace in namespaces else ""
