"""The register in Django admin: who may, what it shows, how a status is corrected, and that nothing else edits one."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from cmr.models import AuditEvent, ReportingPeriod, Role, User
from reports.models import Filing, Snapshot
from smelters.models import Smelter, SmelterName, Status, StatusRecord
from smelters.selectors import register_as_of
from smelters.services import facilities_report, facility_report, name_add
from smelters.services.facilities import Reported
from tests.smelters.conftest import APRIL, MAY

pytestmark = pytest.mark.django_db
REGISTER = "/admin/smelters/smelter/"
PAGES = (
    REGISTER, f"{REGISTER}add/", f"{REGISTER}export/csv/", "/admin/smelters/statuslist/",
    "/admin/smelters/statuslist/import/", "/admin/smelters/listproposal/",
    "/admin/smelters/referencelookup/", "/admin/smelters/referencelookup/load/",
    "/admin/smelters/status/", "/admin/smelters/statusrecord/",
    "/admin/cmr/registrant/", "/admin/cmr/reportingperiod/", "/admin/cmr/auditevent/",
)  # fmt: skip
GIVEN = {"status": "non_conformant", "valid_from": "2021-05-31", "reason": "The audit lapsed.", "evidence": "Letter 7"}


@pytest.fixture
def ada(client_for, admin_user):
    return client_for(admin_user)


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_it_opens_to_administrators_alone(page, listed, ada, client_for, client, legal, alice):
    assert ada.get(page).status_code == 200
    assert client_for(legal).get(page).status_code == 404
    assert client_for(alice).get(page).status_code == 404
    assert client.get(page).status_code == 302


def test_it_runs_no_inline_script_or_style(listed, luna, ada):
    for page in (*PAGES, f"{REGISTER}{luna.pk}/change/", f"{REGISTER}{luna.pk}/correct/"):
        response = ada.get(page)
        assert (
            "script-src 'self'" in response.headers["Content-Security-Policy"]
            or "sandbox" in response.headers["Content-Security-Policy"]
        )
        assert "<style" not in text(response)
        assert "style=" not in text(response)
        assert "<script>" not in text(response)


def test_it_shows_the_register_with_status_and_covered_country(listed, ada):
    page = text(ada.get(REGISTER))
    for shown in ("CID900004", "Luna Smelter, Ltd.", "Rwanda", "Covered", "Conformant", "30 April 2021"):
        assert shown in page


def test_it_narrows_and_searches_the_register(listed, luna, ada):
    name_add(luna, "Kigali Tin", source="test", actor=None)
    for query, found in {
        "q=CID900001": {"CID900001"},
        "q=kigali+tin": {"CID900004"},
        "metal__exact=Gold": {"CID900001", "CID900002"},
        "status=active": {"CID900002"},
        "covered=yes": {"CID900002", "CID900004"},
        "covered=no": {"CID900001", "CID900005"},
        "country=BR": {"CID900005"},
        "covered=yes&status=conformant": {"CID900004"},
        "lost=2021-04-30": set(),
    }.items():
        shown = ada.get(f"{REGISTER}?{query}").context["cl"].result_list
        assert {each.smelter_id for each in shown} == found, query


def test_it_shows_a_large_register_with_a_fixed_number_of_queries(listed, ada, django_assert_max_num_queries):
    facilities_report(Reported("Tin", f"CID91{number:04}", f"Works {number}", "PERU") for number in range(300))
    with django_assert_max_num_queries(12):
        assert ada.get(f"{REGISTER}?metal__exact=Tin").status_code == 200


def test_it_shows_a_facility_with_its_history_and_log(luna, ada):
    ada.post(f"{REGISTER}{luna.pk}/correct/", GIVEN | {"step": "confirm"})
    page = text(ada.get(f"{REGISTER}{luna.pk}/change/"))
    for shown in ("Status over time", "Public list, as of 30 April 2021", "The audit lapsed.", "Letter 7", "Ada Moss"):
        assert shown in page
    assert "Stands in a Covered Country." in page
    log = ada.get(f"{REGISTER}{luna.pk}/history/", follow=True)
    assert "status.corrected" in text(log)


def test_it_has_no_history_of_what_is_not_there(luna, ada):
    assert ada.get(f"{REGISTER}{luna.pk}/history/").status_code == 302
    for nobody in ("abc", "99999999999999999999", "1000000"):
        assert ada.get(f"{REGISTER}{nobody}/history/").status_code == 404


def test_it_says_what_will_change_before_it_records_a_correction(luna, period, ada, admin_user):
    ReportingPeriod.objects.update(year=2020, status_as_of=date(2021, 6, 30))
    page = f"{REGISTER}{luna.pk}/correct/"
    assert "See what will change" in text(ada.get(page))
    review = text(ada.post(page, GIVEN | {"step": "review"}))
    assert "From 31 May 2021, Luna Smelter, Ltd. (Tin, CID900004) has the status <strong>Non-Conformant" in review
    assert "In the report for calendar year 2020 (30 June 2021)" in review
    assert "Record the correction" in review
    assert not StatusRecord.objects.filter(status_list=None).exists()
    done = ada.post(page, GIVEN | {"step": "confirm"}, follow=True)
    assert "Recorded: Tin CID900004 Luna Smelter, Ltd., Non-Conformant from 31 May 2021." in text(done)
    record = StatusRecord.objects.get(status_list=None)
    assert (record.recorded_by, record.valid_from, record.evidence) == (admin_user, MAY, "Letter 7")
    assert register_as_of(MAY).status(luna.pk).code == "non_conformant"
    assert AuditEvent.objects.get(event="status.corrected").actor == admin_user


def test_it_says_when_a_correction_changes_nothing_in_a_report(luna, period, ada):
    ReportingPeriod.objects.update(status_as_of=APRIL)
    given = GIVEN | {"step": "review", "valid_from": "2021-01-31"}
    assert "a later record or list decides" in text(ada.post(f"{REGISTER}{luna.pk}/correct/", given))


def test_it_corrects_many_at_once(listed, ada):
    chosen = list(Smelter.objects.filter(metal="Tin").values_list("pk", flat=True))
    action = {"action": "correct_status", "_selected_action": chosen, "select_across": "0"}
    page = text(ada.post(REGISTER, action))
    assert "2 facilities:" in page
    assert page.count('name="_selected_action"') == 2
    assert "2 facilities have the status" in text(ada.post(REGISTER, action | GIVEN | {"step": "review"}))
    ada.post(REGISTER, action | GIVEN | {"step": "confirm"})
    assert StatusRecord.objects.filter(status_list=None).count() == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"reason": ""}, "This field is required."),
        ({"reason": "   "}, "This field is required."),
        ({"valid_from": "2999-01-01"}, "The day lies in the future."),
        ({"valid_from": "31 May"}, "Enter a valid date."),
        ({"status": "fine"}, "Select a valid choice."),
        ({"status": "cfsp_compliant"}, "was in use until 26 April 2018"),
    ],
)
@pytest.mark.parametrize("step", ["review", "confirm"])
def test_it_records_no_correction_that_lacks_something(luna, ada, change, told, step):
    page = text(ada.post(f"{REGISTER}{luna.pk}/correct/", GIVEN | change | {"step": step}))
    assert told in page
    assert not StatusRecord.objects.filter(status_list=None).exists()


def test_it_lets_nobody_edit_records_and_lists_nor_administrators_statuses(luna, ada, client_for, db):
    root = client_for(User.objects.create_superuser("root@meridian.example"))
    record = StatusRecord.objects.get(smelter=luna)
    rows = (("statusrecord", record.pk), ("statuslist", record.status_list_id), ("status", "active"))
    for client in (ada, root):
        for model, pk in rows[: 3 if client is ada else 2]:
            base = f"/admin/smelters/{model}/"
            assert client.get(f"{base}add/").status_code == 403
            assert client.post(f"{base}{pk}/change/", {"valid_from": "2020-01-01"}).status_code == 403
            assert client.post(f"{base}{pk}/delete/", {"post": "yes"}).status_code == 403
            client.post(base, {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
        assert client.post(f"{REGISTER}{luna.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get("/admin/cmr/auditevent/add/").status_code == 403
    assert StatusRecord.objects.count() == 4


def test_it_keeps_evidence_as_words_address_and_file(luna, ada, legal, client_for):
    page = f"{REGISTER}{luna.pk}/correct/"
    file = SimpleUploadedFile("certificate.html", b"<script>alert(1)</script>")
    given = GIVEN | {"evidence_url": "https://example.org/list", "evidence_file": file, "step": "review"}
    review = ada.post(page, given)
    assert "the file certificate.html" in text(review)
    note = review.context["form"].cleaned_data["evidence_held"]
    confirmed = GIVEN | {"evidence_url": "https://example.org/list", "evidence_held": note, "step": "confirm"}
    ada.post(page, confirmed)
    record = StatusRecord.objects.get(status_list=None)
    assert (record.evidence, record.evidence_url, record.evidence_name) == (
        "Letter 7", "https://example.org/list", "certificate.html",
    )  # fmt: skip
    lena = client_for(legal)
    handed = lena.get(f"/smelters/evidence/{record.pk}")
    assert handed.content == b"<script>alert(1)</script>"
    assert handed.headers["Content-Disposition"].startswith("attachment")
    assert handed.headers["Content-Type"] == "application/octet-stream"
    assert "certificate.html" in text(lena.get(f"/smelters/{luna.pk}/"))
    assert record.evidence_sha256 in AuditEvent.objects.get(event="status.corrected").after["evidence"]
    listed_record = StatusRecord.objects.exclude(status_list=None).first()
    assert lena.get(f"/smelters/evidence/{listed_record.pk}").status_code == 404


def test_it_takes_evidence_from_nobody_elses_note(luna, ada, client_for):
    page = f"{REGISTER}{luna.pk}/correct/"
    given = GIVEN | {"evidence_file": SimpleUploadedFile("a.pdf", b"%PDF"), "step": "review"}
    note = ada.post(page, given).context["form"].cleaned_data["evidence_held"]
    otto = client_for(User.objects.create_user("otto@meridian.example", Role.ADMIN))
    for client, forged in ((otto, note), (ada, note[:-1] + "x"), (ada, "x")):
        assert "Choose it again" in text(client.post(page, GIVEN | {"evidence_held": forged, "step": "confirm"}))
    for address in ("javascript:alert(1)", "ftp://example.org/a"):
        refused = text(ada.post(page, GIVEN | {"evidence_url": address, "step": "review"}))
        assert "See what will change" in refused
        assert f'href="{address}' not in refused
    assert not StatusRecord.objects.filter(status_list=None).exists()


def test_it_warns_before_a_correction_touches_what_was_filed(luna, period, ada):
    ReportingPeriod.objects.update(year=2020, status_as_of=date(2021, 6, 30))
    page, given = f"{REGISTER}{luna.pk}/correct/", GIVEN | {"step": "review"}
    assert "touches what was filed" not in text(ada.post(page, given))
    filing = Filing.objects.create(period=period)
    assert "touches what was filed" not in text(ada.post(page, given))
    Snapshot.objects.create(filing=filing, sha256="a" * 64, draft=True, blocking=1)
    assert "touches what was filed" not in text(ada.post(page, given))
    Filing.objects.update(signed_on=date(2021, 7, 1))
    warned = text(ada.post(page, given))
    assert "This touches what was filed." in warned
    assert "In the report for calendar year 2020, filed on 1 July 2021, 1 facility has another status" in warned
    assert "touches what was filed" not in text(ada.post(page, given | {"valid_from": "2021-07-15"}))
    assert "touches what was filed" not in text(ada.post(page, given | {"valid_from": "2021-01-31"}))
    ada.post(page, GIVEN | {"step": "confirm"})
    assert AuditEvent.objects.get(event="status.corrected").after["filed"] == ["calendar year 2020"]
    assert "touches what was filed for calendar year 2020" in text(ada.get(f"/smelters/{luna.pk}/"))


def test_it_lets_a_superuser_keep_the_vocabulary(luna, ada, client_for):
    root = client_for(User.objects.create_superuser("root@meridian.example"))
    page = "/admin/smelters/status/"
    given = {
        "code": "ti_cmc", "label": "TI-CMC conformant", "definition": "Passed the newer standard.",
        "group": "conformant", "valid_from": "2027-01-01", "valid_to": "", "words": "TI-CMC\nTICMC", "position": "20",
    }  # fmt: skip
    assert ada.post(f"{page}add/", given).status_code == 403
    root.post(f"{page}add/", given)
    assert Status.objects.get(pk="ti_cmc").words == ["TI-CMC", "TICMC"]
    assert AuditEvent.objects.get(event="status.added").after["label"] == "TI-CMC conformant"
    taken = text(root.post(f"{page}add/", given | {"code": "other", "label": "Other", "words": "ti cmc"}))
    assert "already stands for" in taken
    back = text(root.post(f"{page}ti_cmc/change/", given | {"valid_to": "2026-01-01"}))
    assert "cannot go out of use before it came into use" in back
    root.post(f"{page}ti_cmc/change/", given | {"code": "x", "label": "TI-CMC"})
    assert Status.objects.get(pk="ti_cmc").label == "TI-CMC"
    root.post(
        f"{page}conformant/change/", given | {"label": "Conformant", "words": "Conformant", "group": "not_listed"}
    )
    assert Status.objects.get(pk="conformant").group == "conformant"
    for code in ("ti_cmc", "conformant"):
        assert root.post(f"{page}{code}/delete/", {"post": "yes"}).status_code == 403


def inline(luna, *names, delete=()):
    kept = list(luna.names.all())
    data = {"names-TOTAL_FORMS": len(kept) + len(names), "names-INITIAL_FORMS": len(kept)}
    for index, each in enumerate(kept):
        data |= {f"names-{index}-id": each.pk, f"names-{index}-smelter": luna.pk}
        if each.name in delete:
            data[f"names-{index}-DELETE"] = "on"
    for index, name in enumerate(names, len(kept)):
        data |= {f"names-{index}-name": name, f"names-{index}-smelter": luna.pk}
    return data


def test_it_renames_a_facility_keeps_the_old_name_and_writes_it_down(luna, ada):
    place = {"name": "Luna Tin Works", "country": "RWANDA", "city": "Kigali", "state": ""}
    ada.post(f"{REGISTER}{luna.pk}/change/", place | {"metal": "Gold", "smelter_id": "CID1"} | inline(luna, "LTW"))
    luna.refresh_from_db()
    assert (luna.name, luna.city, luna.metal, luna.smelter_id) == ("Luna Tin Works", "Kigali", "Tin", "CID900004")
    assert {each.name for each in luna.names.all()} == {"Luna Tin Works", "Luna Smelter, Ltd.", "LTW"}
    event = AuditEvent.objects.get(event="facility.changed")
    assert (event.before, event.after) == (
        {"name": "Luna Smelter, Ltd.", "city": ""}, {"name": "Luna Tin Works", "city": "Kigali"},
    )  # fmt: skip
    ada.post(f"{REGISTER}{luna.pk}/change/", place | inline(luna, delete=["LTW"]))
    assert not SmelterName.objects.filter(name="LTW").exists()
    assert AuditEvent.objects.filter(event="facility.name_removed").exists()


def test_it_refuses_a_name_that_is_another_facilitys(luna, ada):
    place = {"name": luna.name, "country": "RWANDA", "city": "", "state": ""}
    page = text(ada.post(f"{REGISTER}{luna.pk}/change/", place | inline(luna, "ESTANHO NORTE LTDA")))
    assert "for both, it would find neither" in page


def test_it_adds_a_facility_by_hand(listed, ada):
    given = {"metal": "Tin", "smelter_id": "cid900050", "name": "New Works", "country": "Peru", "city": "", "state": ""}
    assert "no country we know" in text(ada.post(f"{REGISTER}add/", given | {"country": "Atlantis"}))
    assert "CID and six digits" in text(ada.post(f"{REGISTER}add/", given | {"smelter_id": "CID1"}))
    ada.post(f"{REGISTER}add/", given)
    added = Smelter.objects.get(smelter_id="CID900050")
    assert (added.country_code, added.origin) == ("PE", "team")
    assert AuditEvent.objects.filter(event="facility.added", object_id=added.pk).exists()
    assert "already exists" in text(ada.post(f"{REGISTER}add/", given))


@pytest.mark.parametrize("name", ["=1+1", "==1+1", "@SUM(1)", "+1", "-1", "\t=1", "＝1+1", ' "=1'])
def test_it_exports_no_live_formula(listed, ada, name):
    facility_report("Tin", "CID900060", name, "PERU")
    response = ada.get(f"{REGISTER}export/csv/?q=CID900060")
    assert "attachment" in response.headers["Content-Disposition"]
    header, row = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert header[:3] == ["Metal", "Smelter ID", "Name"]
    assert row[2].startswith("'")
    book = load_workbook(io.BytesIO(ada.get(f"{REGISTER}export/xlsx/?q=CID900060").content))
    assert [cell.data_type for cell in book.active[2][:3]] == ["s", "s", "s"]


def test_it_exports_what_the_filters_show_on_all_pages(listed, ada):
    facilities_report(Reported("Tin", f"CID91{number:04}", f"Works {number}", "PERU") for number in range(150))
    rows = ada.get(f"{REGISTER}export/csv/?country=PE").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 151
    assert "Not on the conformant or active list,not_listed,2021-04-30,Public list,2021-04-30" in rows[1]
    assert ada.get(f"{REGISTER}export/html/").status_code == 404


def test_it_leaves_people_to_superusers(ada, client_for, legal):
    assert ada.get("/admin/cmr/user/").status_code == 403
    assert "cmr/user" not in text(ada.get("/admin/"))
    root = client_for(User.objects.create_superuser("root@meridian.example"))
    given = {"email": "new@meridian.example", "name": "New", "role": Role.LEGAL, "is_active": "on"}
    root.post("/admin/cmr/user/add/", given)
    person = User.objects.get(email="new@meridian.example")
    assert not person.has_usable_password()
    assert AuditEvent.objects.get(event="user.added").after["role"] == "legal"


def test_it_writes_down_a_changed_period(period, ada):
    given = {"registrant": period.registrant_id, "year": period.year, "covered_products": "our appliances"}
    ada.post(f"/admin/cmr/reportingperiod/{period.pk}/change/", given | {"status_as_of": "2026-04-30"})
    event = AuditEvent.objects.get(event="reportingperiod.changed")
    assert event.after == {"covered_products": "our appliances", "status_as_of": "2026-04-30"}
    assert event.before["status_as_of"] is None
