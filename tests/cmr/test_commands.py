import pytest
from django.core.management import CommandError, call_command

from cmr import audit
from cmr.models import AuditEvent, User


def test_a_person_added_on_the_command_line_can_sign_in(db, capsys):
    call_command("person_add", "Lena@Example.com", "--role", "legal", "--name", "Lena Hart")
    person = User.objects.get(email="lena@example.com")
    assert (person.role, person.is_staff, person.has_usable_password()) == ("legal", False, False)
    assert "can sign in now" in capsys.readouterr().out
    assert AuditEvent.objects.get().event == "person.added"


def test_nobody_is_added_twice_or_without_an_address(legal):
    with pytest.raises(CommandError, match="can sign in already"):
        call_command("person_add", legal.email, "--role", "legal")
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("person_add", "lena", "--role", "legal")


def test_the_audit_check_says_what_was_tampered_with(period, capsys):
    audit.record("period.noted", None, period)
    call_command("check_audit")
    assert "chain of 1 events holds" in capsys.readouterr().out
    AuditEvent.objects.update(reason="rewritten")
    with pytest.raises(CommandError, match="changed after it was written"):
        call_command("check_audit")
