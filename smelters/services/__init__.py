"""What may be done to the register; every change writes its audit row in the same transaction."""

from smelters.lists import ListError, ListRow, parse_list
from smelters.services.columns import columns_remember, columns_remembered, list_read
from smelters.services.facilities import (
    Reported,
    facilities_report,
    facility_edit,
    facility_report,
    name_add,
    name_hand_over,
    name_remove,
)
from smelters.services.lists import ListOutcome, list_apply
from smelters.services.lookup import LookupOutcome, lookup_load, lookup_plan
from smelters.services.plans import ListPlan, list_plan
from smelters.services.proposals import list_propose, proposal_apply, proposal_plan, proposal_withdraw
from smelters.services.statuses import Evidence, status_correct

__all__ = [
    "Evidence",
    "ListError",
    "ListOutcome",
    "ListPlan",
    "ListRow",
    "LookupOutcome",
    "Reported",
    "columns_remember",
    "columns_remembered",
    "facilities_report",
    "facility_edit",
    "facility_report",
    "list_apply",
    "list_plan",
    "list_propose",
    "list_read",
    "lookup_load",
    "lookup_plan",
    "name_add",
    "name_hand_over",
    "name_remove",
    "parse_list",
    "proposal_apply",
    "proposal_plan",
    "proposal_withdraw",
    "status_correct",
]
