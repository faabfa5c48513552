"""Importing a list in Django admin: seen in words, handed over, applied by another; and look-ups likewise."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cmr import access, storage
from cmr.models import AuditEvent, Role, User
from smelters.admin import lists
from smelters.models import ColumnMapping, ListProposal, ReferenceLookup, Smelter, StatusList
from tests.builders import build_cmrt
from tests.smelters.conftest import AURORA, HEAD, KIVU, LUNA, MAY

pytestmark = pytest.mark.django_db
IMPORT = "/admin/smelters/statuslist/import/"
PREPARED = "/admin/smelters/listproposal/"
CONFIRM = "/admin/smelters/statuslist/process_import/"
LIST = HEAD + AURORA + KIVU + LUNA


@pytest.fixture
def ada(client_for, admin_user):
    return client_for(admin_user)


def given(text=LIST, **changes):
    file = SimpleUploadedFile("list.csv", text if isinstance(text, bytes) else text.encode())
    about = {"name": "Public list", "source": "a web page", "as_of": "2021-05-31", "status": "", "format": "0"}
    return about | {"import_file": file, "metal": ""} | changes


def preview(client, **changes):
    response = client.post(IMPORT, given(**changes))
    return response.context["confirm_form"].initial


@pytest.fixture
def otto(client_for):
    return client_for(User.objects.create_user("otto@meridian.example", Role.ADMIN, "Otto Reed"))


def apply(client, proposal=None):
    """Somebody else takes over the list that waits."""
    proposal = proposal or ListProposal.objects.latest("id")
    return client.post(f"{PREPARED}{proposal.pk}/decide/", {"step": "apply"}, follow=True).content.decode()


def refused(response):
    return "This preview is no longer valid" in response.content.decode() and not ListProposal.objects.exists()


def test_it_says_what_will_change_then_another_administrator_takes_the_list_over(ada, otto):
    response = ada.post(IMPORT, given())
    page = response.content.decode()
    assert "3 facilities are new to the register." in page
    assert "Nothing is written yet" in page
    done = ada.post(CONFIRM, response.context["confirm_form"].initial, follow=True).content.decode()
    assert "Public list, as of 31 May 2021: handed over." in done
    proposal = ListProposal.objects.get()
    waiting = otto.get(f"{PREPARED}{proposal.pk}/change/").content.decode()
    assert "3 facilities are new to the register." in waiting
    assert "Prepared by Ada Moss" in waiting
    assert "Columns read: Smelter ID, Metal, Smelter Name, Country, Status." in waiting
    assert otto.get(f"{PREPARED}{proposal.pk}/original/").content == LIST.encode()
    assert not Smelter.objects.exists()
    assert "Public list, as of 31 May 2021: 3 rows taken over, 3 of them new to the register." in apply(otto)
    taken = StatusList.objects.get()
    assert (taken.as_of, taken.source, taken.imported_by.name) == (MAY, "a web page", "Otto Reed")
    events = AuditEvent.objects.filter(event__startswith="list.").values_list("event", "actor_name")
    assert list(events) == [("list.proposed", "Ada Moss"), ("list.applied", "Otto Reed")]
    assert AuditEvent.objects.get(event="list.applied").after["prepared_by"] == "Ada Moss"
    original = ada.get(f"/admin/smelters/statuslist/{taken.pk}/original/")
    assert original.content == LIST.encode()
    assert "attachment" in original.headers["Content-Disposition"]


def test_it_lets_nobody_apply_what_they_prepared(ada):
    ada.post(CONFIRM, preview(ada))
    own = ada.get(f"{PREPARED}{ListProposal.objects.get().pk}/change/").content.decode()
    assert "You prepared this list; another administrator applies it." in own
    assert "Take over the list" not in own
    assert "another administrator applies it" in apply(ada)
    assert not StatusList.objects.exists()


def test_it_applies_or_withdraws_a_prepared_list_once(ada, otto, monkeypatch):
    ada.post(CONFIRM, preview(ada))
    proposal = ListProposal.objects.get()
    decide = f"{PREPARED}{proposal.pk}/decide/"
    assert otto.get(decide).status_code == 405
    otto.post(decide, {"step": "nothing"})
    assert ListProposal.objects.get().state == "waiting"
    assert "withdrawn; nothing changed" in ada.post(decide, {"step": "withdraw"}, follow=True).content.decode()
    assert "waits no longer" in apply(otto)
    assert "waits no longer" in otto.post(decide, {"step": "withdraw"}, follow=True).content.decode()
    assert not StatusList.objects.exists()
    assert AuditEvent.objects.filter(event="list.withdrawn").count() == 1
    monkeypatch.setattr(access, "ADMIN_RIGHTS", access.ADMIN_RIGHTS - {"smelters.change_statuslist"})
    assert otto.post(decide, {"step": "apply"}).status_code == 403


def test_it_applies_no_prepared_list_whose_bytes_changed(ada, otto):
    ada.post(CONFIRM, preview(ada))
    path = storage.path_of(ListProposal.objects.get().sha256)
    path.chmod(0o644)
    path.write_text(HEAD + AURORA)
    assert "The file is damaged or gone; prepare the list again." in apply(otto)
    assert not StatusList.objects.exists()


def test_it_changes_nothing_when_the_same_list_is_imported_again(ada, otto):
    for _ in range(2):
        ada.post(CONFIRM, preview(ada))
    assert ListProposal.objects.count() == 1
    apply(otto)
    done = ada.post(CONFIRM, preview(ada), follow=True).content.decode()
    assert "was already loaded; nothing changed" in done
    assert (StatusList.objects.count(), ListProposal.objects.count()) == (1, 1)


def test_it_takes_a_list_without_status_column_with_one_status(ada, otto):
    text = "CID,Metal,Name,Country\nCID900004,Tin,Luna,RWANDA\n"
    ada.post(CONFIRM, preview(ada, text=text, status="active"))
    apply(otto)
    assert StatusList.objects.get().groups == ["active"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": HEAD + LUNA.replace("Conformant", "Semi")}, "is not a status the register knows"),
        ({"text": HEAD + LUNA.replace("RWANDA", "<b>")}, "&lt;b&gt;&quot; is no country we know"),
        ({"text": "a,b\n1,2\n"}, "No column is called Smelter ID"),
        ({"import_file": ""}, "Choose the file of the list."),
        ({"import_file": "", "held": "forged"}, "The file was chosen too long ago."),
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
    assert (ListProposal.objects.get().as_of, ListProposal.objects.get().source) == (MAY, "a web page")


def test_it_takes_nothing_over_without_a_preview(ada):
    sha256 = storage.store([LIST.encode()]).sha256
    posted = {"import_file_name": sha256, "original_file_name": "list.csv", "format": "0", "resource": ""}
    assert refused(ada.post(CONFIRM, posted))
    assert refused(ada.post(CONFIRM, {"format": "0"}))
    assert ada.get(CONFIRM).status_code == 405


def test_it_takes_nothing_over_for_somebody_else(ada, otto):
    initial = preview(ada)
    assert refused(otto.post(CONFIRM, initial))


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
    assert not ListProposal.objects.exists()


def test_it_says_what_a_second_list_moves_and_drops(ada, otto):
    ada.post(CONFIRM, preview(ada, as_of="2021-04-30"))
    apply(otto)
    text = HEAD + AURORA + KIVU.replace("Active", "Conformant")
    page = ada.post(IMPORT, given(text=text + LUNA.replace("Tin", "Gold").replace("4", "9"))).content.decode()
    assert "1 facility moves to another status on that day." in page
    assert "Status moves (1)" in page
    assert "New to the register (1)" in page


ODD = "Kennung,Metall,Werk,Land,Urteil\nCID900004,Tin,Luna,RWANDA,Conformant\n"
CHOSEN = {
    "column_smelter_id": "0", "column_metal": "1", "column_name": "2", "column_country": "3", "column_status": "4",
    "column_city": "", "column_state": "",
}  # fmt: skip


def again(response, **changes):
    """The same page sent once more with its file held, as the browser does it."""
    return given() | {"import_file": "", "held": response.context["note"]} | changes


def test_it_asks_which_column_says_what_and_remembers_it(ada, otto, admin_user):
    asked = ada.post(IMPORT, given(text=ODD))
    page = asked.content.decode()
    assert "No column is called Smelter ID, Metal, Smelter Name and Country" in page
    assert "Which column says what" in page
    assert '<option value="2">C: Werk</option>' in page
    seen = ada.post(IMPORT, again(asked, **CHOSEN))
    assert "1 facility is new to the register." in seen.content.decode()
    assert not ColumnMapping.objects.exists()
    ada.post(CONFIRM, seen.context["confirm_form"].initial)
    apply(otto)
    taken = StatusList.objects.get()
    assert (taken.columns["name"], taken.columns["status"]) == ("Werk", "Urteil")
    assert ColumnMapping.objects.get().set_by == admin_user
    later = ada.post(IMPORT, given(text=ODD.replace("Conformant", "Active").upper(), as_of="2021-06-30"))
    assert "1 facility moves to another status on that day." in later.content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"column_name": "0"}, "is chosen for Smelter ID and Smelter Name; each needs its own"),
        ({"column_country": ""}, "No column is called Country"),
        ({"column_country": "44"}, "A chosen column is not one of the list"),
        ({"column_country": "x"}, "Enter a whole number"),
    ],
)
def test_it_says_what_is_wrong_with_the_choice_of_columns(ada, changes, told):
    asked = ada.post(IMPORT, given(text=ODD))
    answer = ada.post(IMPORT, again(asked, **CHOSEN | changes))
    assert told in answer.content.decode() or "column_country" in answer.context["form"].errors
    assert "confirm_form" not in answer.context


def test_it_shows_how_the_columns_were_read_and_reads_them_otherwise(ada, otto):
    text = "Smelter ID,Metal,Smelter Name,Country,Status,Local\nCID900004,Tin,Luna,RWANDA,Conformant,Ruli\n"
    seen = ada.post(IMPORT, given(text=text))
    assert "Columns as they were read" in seen.content.decode()
    otherwise = ada.post(IMPORT, again(seen, **CHOSEN | {"column_name": "5"}))
    ada.post(CONFIRM, otherwise.context["confirm_form"].initial)
    apply(otto)
    assert Smelter.objects.get().name == "Ruli"


def test_it_holds_a_chosen_file_for_one_person(ada, otto):
    asked = ada.post(IMPORT, given(text=ODD))
    answer = otto.post(IMPORT, again(asked, **CHOSEN))
    assert "The file was chosen too long ago. Choose it again." in answer.content.decode()


def test_it_takes_a_list_of_one_metal_without_such_a_column(ada, otto):
    text = "CID,Name,Country,Status\nCID900004,Luna,RWANDA,Active\n"
    assert "No column is called Metal" in ada.post(IMPORT, given(text=text)).content.decode()
    ada.post(CONFIRM, preview(ada, text=text, metal="Tin"))
    apply(otto)
    assert Smelter.objects.get().metal == "Tin"


LOAD = "/admin/smelters/referencelookup/load/"


def blank(data=None, **changes):
    file = SimpleUploadedFile("blank.xlsx", data or build_cmrt())
    return {"file": file, "as_of": "2021-04-30", "source": "A blank"} | changes


def test_it_loads_a_look_up_after_saying_what_it_changes(ada, admin_user):
    data = build_cmrt()
    seen = ada.post(LOAD, blank(data))
    page = seen.content.decode()
    assert "6 facilities are new to the register." in page
    assert "Nothing is written yet." in page
    assert not Smelter.objects.exists()
    confirm = blank(file="", held=seen.context["form"].cleaned_data["held"], step="confirm")
    done = ada.post(LOAD, confirm, follow=True).content.decode()
    assert "A blank, as of 30 April 2021: 6 facilities, 6 new, 0 renamed." in done
    assert "was already loaded; nothing changed" in ada.post(LOAD, confirm, follow=True).content.decode()
    lookup = ReferenceLookup.objects.get()
    assert lookup.loaded_by == admin_user
    assert ada.get(f"/admin/smelters/referencelookup/{lookup.pk}/original/").content == data


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"file": ""}, "Choose the workbook."),
        ({"as_of": ""}, "This field is required."),
        ({"as_of": "2999-01-01"}, "The day lies in the future."),
        ({"source": ""}, "This field is required."),
        ({"data": LIST.encode()}, "neither CSV nor an .xlsx workbook"),
        ({"file": "", "held": "forged", "step": "confirm"}, "The file was chosen too long ago."),
    ],
)
def test_it_says_why_a_look_up_cannot_be_loaded(ada, changes, told):
    response = ada.post(LOAD, blank(**changes))
    if "data" not in changes:
        assert told in response.content.decode()
    assert response.status_code == 200
    assert not ReferenceLookup.objects.exists()


def test_it_asks_for_the_right_to_load_a_look_up(ada, monkeypatch):
    monkeypatch.setattr(access, "ADMIN_RIGHTS", access.ADMIN_RIGHTS - {"smelters.change_statuslist"})
    assert ada.get("/admin/smelters/referencelookup/").status_code == 200
    assert ada.get(LOAD).status_code == 403
    assert ada.post(LOAD, blank(step="confirm")).status_code == 403
