"""What is kept between requests: as long as the log says that nothing changed, and never inside a transaction."""

import pytest
from django.db import transaction

from cmr import audit
from cmr.kept import MOST, forget, kept
from cmr.models import Registrant, User


@pytest.fixture
def counting():
    """A function that counts how often it is asked in earnest."""
    forget()
    asked: list[str] = []

    @kept
    def look(what: str) -> int:
        asked.append(what)
        return len(asked)

    yield look, asked
    forget()


@pytest.fixture
def changed(transactional_db):
    actor = User.objects.create_user("ada@meridian.example", "admin", "Ada")
    about = Registrant.objects.create(name="Meridian Instruments, Inc.")
    return lambda: audit.record("registrant.changed", actor, about)


def test_it_computes_again_only_after_a_recorded_change(counting, changed):
    look, asked = counting
    changed()
    assert (look("a"), look("a"), look("b"), look("b")) == (1, 1, 2, 2)
    changed()
    assert look("a") == 3 and asked == ["a", "b", "a"]


def test_it_keeps_nothing_before_the_log_has_begun(counting, transactional_db):
    look, _ = counting
    assert (look("a"), look("a")) == (1, 2)


def test_it_neither_keeps_nor_uses_anything_inside_a_transaction(counting, changed):
    look, _ = counting
    changed()
    look("a")
    with transaction.atomic():
        assert look("a") == 2, "what the transaction has changed is not in the log yet"
        assert look("b") == 3
    assert look("a") == 1 and look("b") == 4


def test_it_computes_again_what_changed_while_it_was_computed(changed):
    forget()
    values = iter((1, 2, 3))

    @kept
    def look() -> int:
        value = next(values)
        if value == 1:
            changed()
        return value

    changed()
    assert (look(), look(), look()) == (1, 2, 2)
    forget()


def test_it_holds_a_limited_number(counting, changed):
    look, asked = counting
    changed()
    for number in range(MOST + 1):
        look(str(number))
    look("0")
    assert asked.count("0") == 2 and asked.count(str(MOST)) == 1
