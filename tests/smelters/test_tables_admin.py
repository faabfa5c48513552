"""Importing a dated table in Django admin: seen in words first, then taken over once, and only what was seen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from smelters.models import DatedTable

pytestmark = pytest.mark.django_db
IMPORT = "/admin/smelters/datedtable/import/"
TABLE = b"CID,Metal,Country of origin\nCID000001,Gold,Peru\n"


@pytest.fixture
def ada(client_for, admin_user):
    return client_for(admin_user)


def given(data: bytes = TABLE, **changes):
    about = {"kind": "origins", "name": "Origin data", "source": "a letter", "as_of": "2026-04-30"}
    return about | {"file": SimpleUploadedFile("origins.csv", data)} | changes


def seen(response) -> dict[str, str]:
    return {"confirm": response.wsgi_request.session["dated_table_previewed"]["sha256"]}


def test_it_says_what_the_table_does_then_takes_it_over(ada, admin_user):
    response = ada.post(IMPORT, given())
    page = response.content.decode()
    assert "The table has 1 row." in page and "kept private" in page and "Nothing is written yet." in page
    assert not DatedTable.objects.exists()
    done = ada.post(IMPORT, seen(response), follow=True).content.decode()
    assert "Origin data, as of 30 April 2026: taken over, rows: 1." in done
    table = DatedTable.objects.get()
    assert (table.imported_by, table.publishable) == (admin_user, False)
    original = ada.get(f"/admin/smelters/datedtable/{table.pk}/original/")
    assert original.content == TABLE and "attachment" in original.headers["Content-Disposition"]
    assert "not to be printed" in ada.get(f"/admin/smelters/datedtable/{table.pk}/change/").content.decode()
    assert "Peru" in ada.get(f"/admin/smelters/datedrow/?table__id__exact={table.pk}").content.decode()


def test_it_takes_over_only_what_this_session_saw_and_once(ada, client_for, legal):
    response = ada.post(IMPORT, given())
    confirm = seen(response)
    assert "no longer valid" in ada.post(IMPORT, {"confirm": "0" * 64}, follow=True).content.decode()
    assert "no longer valid" in ada.post(IMPORT, confirm, follow=True).content.decode()
    assert not DatedTable.objects.exists()


def test_it_says_what_is_wrong_with_the_file(ada):
    page = ada.post(IMPORT, given(b"CID,Metal,Country\nCID000001,Gold,Atlantis\n")).content.decode()
    assert "Row 2, column Country" in page
    assert "future" in ada.post(IMPORT, given(as_of="2999-01-01")).content.decode()


def test_it_has_no_way_to_edit_or_delete_a_table(ada):
    response = ada.post(IMPORT, given())
    ada.post(IMPORT, seen(response))
    table = DatedTable.objects.get()
    assert ada.post(f"/admin/smelters/datedtable/{table.pk}/change/", {"name": "other"}).status_code in (403, 404)
    assert ada.post(f"/admin/smelters/datedtable/{table.pk}/delete/", {"post": "yes"}).status_code in (403, 404)
    assert "Import a table" in ada.get("/admin/smelters/datedtable/").content.decode()


def test_it_is_for_administrators_alone(client_for, legal):
    assert client_for(legal).get(IMPORT).status_code == 404
