"""The generated references say what the code says."""

from django.core.management import call_command


def test_the_reference_of_checks_is_up_to_date():
    call_command("document_checks", "--check")


def test_the_reference_of_facts_is_up_to_date():
    call_command("document_facts", "--check")
