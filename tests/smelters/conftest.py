"""A small register: four facilities on the list of 30 April 2021, and helpers to load the next one."""

from datetime import date

import pytest

from smelters.models import Smelter
from smelters.services import ListOutcome, list_apply, parse_list

APRIL = date(2021, 4, 30)
MAY = date(2021, 5, 31)
HEAD = "Smelter ID,Metal,Smelter Name,Country,Status\n"
AURORA = "CID900001,Gold,Aurora Refining AG,SWITZERLAND,Conformant\n"
KIVU = "CID900002,Gold,Kivu Gold Works,RWANDA,Active\n"
LUNA = 'CID900004,Tin,"Luna Smelter, Ltd.",RWANDA,Conformant\n'
NORTE = "CID900005,Tin,Estanho Norte Ltda.,BRAZIL,Conformant\n"


def load(text: str, as_of: date = APRIL, *, actor=None, status: str = "", name: str = "Public list") -> ListOutcome:
    """Take over a list given as text."""
    data = text.encode()
    rows = parse_list(data, "list.csv")
    return list_apply(rows, name=name, source="test", as_of=as_of, original=data, actor=actor, status=status)


@pytest.fixture
def listed(db) -> ListOutcome:
    return load(HEAD + AURORA + KIVU + LUNA + NORTE)


@pytest.fixture
def luna(listed) -> Smelter:
    return Smelter.objects.get(smelter_id="CID900004")
