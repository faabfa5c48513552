"""The grounds for the reason to believe, and what the country of origin inquiry leads to; pure."""

from enum import StrEnum

from reports.determination.tree import Leaf


class Ground(StrEnum):
    """A ground for the reason to believe of Item 1.01(c); each stands until it is rebutted in writing."""

    SOURCING = "sourcing"  # a manufacturer answers question 3 with Yes
    UNKNOWN = "unknown"  # a manufacturer answers it with Unknown, or not at all, and never with Yes
    LOCATION = "location"  # a facility stands in a Covered Country
    ORIGIN = "origin"  # a manufacturer names a Covered Country as a mineral's origin
    KNOWN_ORIGIN = "known_origin"  # a dated table of origins does, publishable or not
    UNREAD = "unread"  # a manufacturer states an origin in words that name no country
    UNPLACED = "unplaced"  # a facility stands in a country that is not known
    UNIDENTIFIED = "unidentified"  # entries that name no facility that could be found
    SILENT = "silent"  # a manufacturer in scope without an accepted CMRT


class Conclusion(StrEnum):
    """What the reasonable country of origin inquiry leads to (Form SD Item 1.01(b) and (c)), and the leaf of each."""

    REASON_TO_BELIEVE = "reason_to_believe"  # N5.4
    RECYCLED = "recycled"  # N5.2
    NO_REASON = "no_reason"  # N5.3
    NOT_COVERED = "not_covered"  # N5.1, which a person alone can know

    @property
    def leaf(self) -> Leaf:
        return _LEAVES[self]


_LEAVES = {
    Conclusion.REASON_TO_BELIEVE: Leaf.L7,
    Conclusion.RECYCLED: Leaf.L2,
    Conclusion.NO_REASON: Leaf.L3,
    Conclusion.NOT_COVERED: Leaf.L1,
}


def concluded(leaf: Leaf) -> Conclusion:
    """The conclusion that a leaf states."""
    by_leaf = {each: conclusion for conclusion, each in _LEAVES.items()}
    return by_leaf.get(leaf, Conclusion.REASON_TO_BELIEVE)
