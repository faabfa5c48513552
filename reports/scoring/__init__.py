"""Scoring the report by forty items, 94 points, and six beside: data with rules over facts, log, report and findings.

The items are what the SEC's form and staff, the OECD, rating organisations and readers look for; the weights are ours,
and say nothing to anybody outside. The score is for the house and is printed nowhere in the filing.
"""

from reports.scoring.beyond import BEYOND
from reports.scoring.integrity import INTEGRITY
from reports.scoring.item import Group, Item
from reports.scoring.law import LAW
from reports.scoring.numbers import NUMBERS
from reports.scoring.steps import STEPS

GROUPS: tuple[Group, ...] = (
    Group("law", "The letter of the rule", LAW),
    Group("steps", "The five steps, each with a fact", STEPS),
    Group("numbers", "Numbers that can be compared", NUMBERS),
    Group("integrity", "Integrity, by the report's own checks", INTEGRITY),
)
BONUS = Group("beyond", "Beyond the rule", BEYOND)
ITEMS: tuple[Item, ...] = tuple(item for group in (*GROUPS, BONUS) for item in group.items)

if [item.number for item in ITEMS] != list(range(1, len(ITEMS) + 1)):
    raise ValueError("reports.scoring: the items are not numbered one by one")
