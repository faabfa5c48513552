"""Importing a list in Django admin: seen in words first, then taken over once, and only what was seen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cmr import access, storage
from cmr.models import Role, User
from smelters.admin import lists
from smelters.models import Smelter, StatusList
from tests.smelters.conftest import AURORA, HEAD, KIVU, LUNA, MAY

pytestmark = pytest.mark.django_db
IMPORT = "/admin/smelters/statuslist/import/"
CONFIRM = "/admin/smelters/statuslist/process_import/"
LIST = HEAD + AURORA + KIVU + LUNA


@pytest.fixture
def ada(client_for, admin_user):
    return client_for(admin_user)


def given(text=LIST, **changes):
    file = SimpleUploadedFile("list.csv", text if isinstance(text, bytes) else text.encode())
    about = {"name": "Public list", "source": "a web page", "as_of": "2021-05-31", "status": "", "format": "0"}
    return about | {"import_file": file} | changes


def preview(client, **changes):
    response = client.post(IMPORT, given(**changes))
    return response.context["confirm_form"].initial


def refused(response):
    return "This preview is no longer valid" in response.content.decode() and not StatusList.objects.exists()


def test_it_says_what_will_change_then_takes_the_list_over(ada, admin_user):
    response = ada.post(IMPORT, given())
    page = response.content.decode()
    assert "3 facilities are new to the register." in page
    assert "Nothing is written yet." in page
    assert not Smelter.objects.exists()
    done = ada.post(CONFIRM, response.context["confirm_form"].initial, follow=True).content.decode()
    assert "Public list, as of 31 May 2021: 3 rows taken over, 3 of them new to the register." in done
    taken = StatusList.objects.get()
    assert (taken.as_of, taken.source, taken.imported_by) == (MAY, "a web page", admin_user)
    original = ada.get(f"/admin/smelters/statuslist/{taken.pk}/original/")
    assert original.content == LIST.encode()
    assert "attachment" in original.headers["Content-Disposition"]


def test_it_changes_nothing_when_the_same_list_is_imported_again(ada):
    for _ in range(2):
        done = ada.post(CONFIRM, preview(ada), follow=True).content.decode()
    assert "was already loaded; nothing changed" in done
    assert StatusList.objects.count() == 1


def test_it_takes_a_list_without_status_column_with_one_status(ada):
    text = "CID,Metal,Name,Country\nCID900004,Tin,Luna,RWANDA\n"
    ada.post(CONFIRM, preview(ada, text=text, status="active"))
    assert StatusList.objects.get().groups == ["active"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": HEAD + LUNA.replace("Conformant", "Semi")}, "is not a status the register knows"),
        ({"text": HEAD + LUNA.replace("RWANDA", "<b>")}, "&lt;b&gt;&quot; is no country we know"),
        ({"text": "a,b\n1,2\n"}, "No column is called Smelter ID"),
        ({"as_of": ""}, "This field is required."),
        ({"source": ""}, "This field is required."),
        ({"as_of": "2999-01-01"}, "The day lies in the future."),
        ({"format": "9"}, "Select a valid choice"),
        ({"text": b"x" * (15 * 1024 * 1024 + 1)}, "larger than 15 MB"),
        ({"text": HEAD + "\0"}, "neither CSV nor an .xlsx workbook"),
    ],
)
def test_it_says_on_the_page_what_is_wrong(ada, changes, told):
    response = ada.post(IMPORT, given(**changes))
    assert told in response.content.decode()
    assert "confirm_form" not in response.context
    assert not StatusList.objects.exists()


def test_it_takes_over_only_what_was_previewed(ada):
    other = storage.store([(HEAD + AURORA).encode()]).sha256
    initial = preview(ada)
    assert refused(ada.post(CONFIRM, initial | {"import_file_name": other}))
    assert refused(ada.post(CONFIRM, initial))  # the attempt used the preview up


def test_it_takes_day_and_source_from_the_preview_and_not_from_the_form(ada):
    ada.post(CONFIRM, preview(ada) | {"as_of": "2020-01-01", "source": "forged", "format": "7", "resource": "7"})
    assert (StatusList.objects.get().as_of, StatusList.objects.get().source) == (MAY, "a web page")


def test_it_takes_nothing_over_without_a_preview(ada):
    sha256 = storage.store([LIST.encode()]).sha256
    posted = {"import_file_name": sha256, "original_file_name": "list.csv", "format": "0", "resource": ""}
    assert refused(ada.post(CONFIRM, posted))
    assert refused(ada.post(CONFIRM, {"format": "0"}))
    assert ada.get(CONFIRM).status_code == 405


def test_it_takes_nothing_over_for_somebody_else(ada, client_for):
    initial = preview(ada)
    other = client_for(User.objects.create_user("otto@meridian.example", Role.ADMIN))
    assert refused(other.post(CONFIRM, initial))


def test_it_takes_nothing_over_after_five_minutes(ada, monkeypatch):
    initial = preview(ada)
    later = lists.time.time() + 301
    monkeypatch.setattr(lists.time, "time", lambda: later)
    assert refused(ada.post(CONFIRM, initial))


def test_it_takes_nothing_over_from_bytes_that_changed(ada):
    initial = preview(ada)
    path = storage.path_of(initial["import_file_name"])
    path.chmod(0o644)
    path.write_text(HEAD + AURORA)
    assert refused(ada.post(CONFIRM, initial))


def test_it_asks_for_the_right_to_import_at_both_steps(ada, monkeypatch):
    initial = preview(ada)
    view_only = access.ADMIN_RIGHTS - {"smelters.change_statuslist"}
    monkeypatch.setattr(access, "ADMIN_RIGHTS", view_only)
    assert ada.get("/admin/smelters/statuslist/").status_code == 200
    assert "Import" not in ada.get("/admin/smelters/statuslist/").content.decode()
    assert ada.get(IMPORT).status_code == 403
    assert ada.post(CONFIRM, initial).status_code == 403
    assert not StatusList.objects.exists()


def test_it_says_what_a_second_list_moves_and_drops(ada):
    ada.post(CONFIRM, preview(ada, as_of="2021-04-30"))
    text = HEAD + AURORA + KIVU.replace("Active", "Conformant")
    page = ada.post(IMPORT, given(text=text + LUNA.replace("Tin", "Gold").replace("4", "9"))).content.decode()
    assert "1 facility moves to another status on that day." in page
    assert "Status moves (1)" in page
    assert "New to the register (1)" in page
