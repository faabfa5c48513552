"""Who gets which object: one's own, and otherwise the answer a missing one would give."""

import pytest
from django.http import Http404

from suppliers.access import request_for, requests_of, submission_for, upload_for
from suppliers.models import Contact, Request
from tests.suppliers.parts import a_submission, an_upload


@pytest.fixture
def objects(alder):
    upload = an_upload(alder)
    return {request_for: alder, upload_for: upload, submission_for: a_submission(upload)}


DOORS = [request_for, upload_for, submission_for]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["alice", "legal", "admin_user"])
def test_it_opens_to_the_manufacturer_and_the_team(door, who, objects, request):
    assert door(request.getfixturevalue(who), objects[door].pk) == objects[door]


@pytest.mark.parametrize("door", DOORS)
def test_it_hides_anothers_object_as_if_it_did_not_exist(door, objects, bob, birchfield):
    with pytest.raises(Http404) as foreign:
        door(bob, objects[door].pk)
    with pytest.raises(Http404) as missing:
        door(bob, 10**6)
    assert str(foreign.value) == str(missing.value)


@pytest.mark.parametrize("who", ["alice", "legal"])
def test_it_closes_to_a_person_who_was_deactivated(who, alder, request):
    person = request.getfixturevalue(who)
    person.is_active = False
    with pytest.raises(Http404):
        request_for(person, alder.pk)


def test_it_opens_to_everyone_who_answers_for_the_manufacturer(alder, bob, birchfield):
    Contact.objects.create(supplier=alder.supplier, user=bob)
    assert set(Request.objects.filter(requests_of(bob))) == {alder, birchfield}
