"""Every URL of the resolver for every kind of person, with what each must meet. A URL without an expectation fails."""

from datetime import date
from types import SimpleNamespace

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from cmr import access, storage
from diligence.models import CorrectiveAction
from diligence.services import Evidence, entry_record
from reports.canonical import canonical
from reports.document import to_json
from reports.models import Filing, MoveReason, OwnCMRT, RenderedDocument, Snapshot, Waiver, WebCopy
from reports.narrative.compose import compose_report
from smelters.models import Smelter, StatusRecord
from suppliers.models import CoveredProduct, FindingWaiver, Mention, UnknownName
from suppliers.services.campaigns import campaign_set
from suppliers.services.dispositions import name_decide
from suppliers.services.letters import letter_write
from suppliers.services.mail_in import mail_take
from suppliers.services.uploads import upload_receive
from tests.cmr.signing_in import app_of
from tests.reports.examples import facts
from tests.reports.owncmrt.examples import nothing_declared
from tests.suppliers.parts import a_submission

PEOPLE = ("anonymous", "alice", "bob", "legal", "admin_user", "reviewer", "executive")
METHODS = ("get", "head", "post", "put", "delete")

# Alice owns the objects, Bob owns others like them. IN: the page answers. DOOR: sign in first. GONE: 404.
# METHOD (405) comes before any object is looked for, to whom the page is open in principle.
IN, DOOR, GONE, METHOD = "in", "door", "gone", "method"
ANYONE = (IN, IN, IN, IN, IN, IN, IN)
SIGNED_IN = (DOOR, IN, IN, IN, IN, IN, IN)
MANUFACTURERS = (DOOR, IN, IN, GONE, GONE, GONE, GONE)
OWN = (DOOR, IN, GONE, GONE, GONE, GONE, GONE)
TEAM = (DOOR, GONE, GONE, IN, IN, IN, IN)
REVIEWERS = (DOOR, GONE, GONE, IN, GONE, IN, GONE)
COLLECTORS = (DOOR, GONE, GONE, IN, IN, GONE, GONE)
SIGNERS = (DOOR, GONE, GONE, IN, GONE, GONE, IN)
AUDITORS = (DOOR, GONE, GONE, IN, IN, GONE, IN)
LEGAL = (DOOR, GONE, GONE, IN, GONE, GONE, GONE)
ADMIN = (DOOR, GONE, GONE, GONE, IN, GONE, GONE)
READ_ONLY = (DOOR, GONE, GONE, GONE, GONE, GONE, GONE)
NOBODY = (GONE, GONE, GONE, GONE, GONE, GONE, GONE)

# A page that the team reads takes something from those alone who do the work of its namespace.
CHANGED_BY = {
    "review": REVIEWERS,
    "campaign": COLLECTORS,
    "reports": LEGAL,
    "smelters": READ_ONLY,
    "audit": READ_ONLY,
    "diligence": REVIEWERS,
}

EXPECTED = {
    "home": SIGNED_IN,
    "health": ANYONE,
    "account_login": ANYONE,
    "account_request_login_code": ANYONE,
    "account_confirm_login_code": ANYONE,
    "account_logout": ANYONE,
    "account_inactive": NOBODY,
    "account_signup": NOBODY,
    "account_reauthenticate": NOBODY,
    "account_email": NOBODY,
    "account_email_verification_sent": NOBODY,
    "account_confirm_email": NOBODY,
    "account_change_password": NOBODY,
    "account_set_password": NOBODY,
    "account_reset_password": NOBODY,
    "account_reset_password_done": NOBODY,
    "account_reset_password_from_key": NOBODY,
    "account_reset_password_from_key_done": NOBODY,
    "mfa_authenticate": ANYONE,
    "mfa_reauthenticate": TEAM,
    "mfa_index": TEAM,
    "mfa_activate_totp": TEAM,
    "mfa_deactivate_totp": TEAM,
    "mfa_view_recovery_codes": TEAM,
    "mfa_generate_recovery_codes": TEAM,
    "mfa_download_recovery_codes": NOBODY,
    "mfa_list_webauthn": TEAM,
    "mfa_add_webauthn": TEAM,
    "mfa_reauthenticate_webauthn": TEAM,
    "mfa_remove_webauthn": TEAM,
    "mfa_edit_webauthn": NOBODY,
    "openid_connect_login": NOBODY,
    "openid_connect_callback": NOBODY,
    "account:sessions": SIGNED_IN,
    "account:session_end": OWN,
    "account:sessions_end": SIGNED_IN,
    "audit:log": AUDITORS,
    "audit:csv": AUDITORS,
    "audit:xlsx": AUDITORS,
    "audit:verify": AUDITORS,
    "people:list": ADMIN,
    "people:sign_out": ADMIN,
    "people:second_factor": ADMIN,
    "language": ANYONE,
    "door:link": ANYONE,
    "portal:requests": MANUFACTURERS,
    "portal:request": OWN,
    "portal:upload": OWN,
    "portal:result": OWN,
    "portal:progress": OWN,
    "portal:original": OWN,
    "portal:findings": OWN,
    "portal:template": OWN,
    "portal:nothing": OWN,
    "portal:send": OWN,
    "portal:explain": OWN,
    "review:period": TEAM,
    "review:manufacturers": TEAM,
    "review:manufacturers_csv": TEAM,
    "review:moved": TEAM,
    "review:cross": TEAM,
    "review:cross_csv": TEAM,
    "review:cross_origin": TEAM,
    "review:facilities": TEAM,
    "review:facilities_csv": TEAM,
    "review:names_csv": TEAM,
    "review:names_xlsx": TEAM,
    "review:names": TEAM,
    "review:name": TEAM,
    "review:name_decided": REVIEWERS,
    "review:name_undone": REVIEWERS,
    "review:named": TEAM,
    "review:manufacturer": TEAM,
    "review:original": TEAM,
    "review:retry": REVIEWERS,
    "review:refuse": REVIEWERS,
    "review:submission": TEAM,
    "review:decide": REVIEWERS,
    "review:part_taken_out": REVIEWERS,
    "review:waive": REVIEWERS,
    "review:waiver_lifted": REVIEWERS,
    "campaign:newest": TEAM,
    "campaign:overview": TEAM,
    "campaign:settings": TEAM,
    "campaign:product_enter": TEAM,
    "campaign:product_out": TEAM,
    "campaign:blank": TEAM,
    "campaign:blank_load": TEAM,
    "campaign:blank_out": TEAM,
    "campaign:scope": TEAM,
    "campaign:scope_csv": TEAM,
    "campaign:scope_import": COLLECTORS,
    "campaign:scope_take_over": COLLECTORS,
    "campaign:scope_template": COLLECTORS,
    "campaign:manufacturer_enter": COLLECTORS,
    "campaign:manufacturer": TEAM,
    "campaign:exclude": TEAM,
    "campaign:lift": TEAM,
    "campaign:makes": TEAM,
    "campaign:contact_enter": TEAM,
    "campaign:contact_out": TEAM,
    "campaign:contact_change": TEAM,
    "campaign:ask": TEAM,
    "campaign:send": TEAM,
    "campaign:letters": TEAM,
    "campaign:letters_sent": TEAM,
    "campaign:letters_again": TEAM,
    "campaign:letter": TEAM,
    "campaign:letter_decide": TEAM,
    "campaign:letter_file": TEAM,
    "campaign:letters_facilities": TEAM,
    "campaign:letters_facilities_send": TEAM,
    "campaign:letter_text": TEAM,
    "campaign:letter_delivered": TEAM,
    "campaign:follow_up": TEAM,
    "campaign:follow_up_run": TEAM,
    "campaign:follow_up_offer": TEAM,
    "campaign:follow_up_ladder": TEAM,
    "campaign:log": TEAM,
    "campaign:log_csv": TEAM,
    "campaign:log_mail": TEAM,
    "campaign:log_stray_file": TEAM,
    "campaign:log_stray": TEAM,
    "campaign:log_original": TEAM,
    "campaign:log_record": TEAM,
    "reports:filing": TEAM,
    "reports:blocking": TEAM,
    "reports:waive": LEGAL,
    "reports:waiver_lifted": LEGAL,
    "reports:measures": TEAM,
    "reports:risk": TEAM,
    "reports:grade": TEAM,
    "reports:build": LEGAL,
    "reports:decision": TEAM,
    "reports:decide": LEGAL,
    "reports:score": TEAM,
    "reports:texts": TEAM,
    "reports:text_whole": TEAM,
    "reports:text_last_year": TEAM,
    "reports:text_section": TEAM,
    "reports:text_sentence": TEAM,
    "reports:text_look": LEGAL,
    "reports:text_keep": LEGAL,
    "reports:yearly": TEAM,
    "reports:yearly_text": TEAM,
    "reports:yearly_csv": TEAM,
    "reports:yearly_xlsx": TEAM,
    "reports:yearly_decide": REVIEWERS,
    "reports:yearly_undo": REVIEWERS,
    "reports:approval": TEAM,
    "reports:sign": SIGNERS,
    "reports:sign_day": LEGAL,
    "reports:reopen": LEGAL,
    "reports:filed": LEGAL,
    "reports:amend": LEGAL,
    "reports:difference": TEAM,
    "reports:package": TEAM,
    "reports:binder": TEAM,
    "reports:binder_pdf": TEAM,
    "reports:own": TEAM,
    "reports:own_one": TEAM,
    "reports:own_answer": TEAM,
    "reports:own_file": TEAM,
    "reports:own_prepare": LEGAL,
    "reports:own_reviewed": REVIEWERS,
    "reports:own_returned": REVIEWERS,
    "reports:own_released": LEGAL,
    "reports:own_sent": LEGAL,
    "reports:posting": TEAM,
    "reports:posting_make": LEGAL,
    "reports:posting_seen": LEGAL,
    "reports:web_copy": TEAM,
    "reports:document": TEAM,
    "diligence:newest": TEAM,
    "diligence:log": TEAM,
    "diligence:log_csv": TEAM,
    "diligence:log_xlsx": TEAM,
    "diligence:parties": REVIEWERS,
    "diligence:choose": REVIEWERS,
    "diligence:record": REVIEWERS,
    "diligence:entry": TEAM,
    "diligence:correct": REVIEWERS,
    "diligence:withdraw": REVIEWERS,
    "diligence:evidence": TEAM,
    "diligence:actions": TEAM,
    "diligence:action_open": REVIEWERS,
    "diligence:waiting": TEAM,
    "diligence:action": TEAM,
    "diligence:change": REVIEWERS,
    "diligence:close": REVIEWERS,
    "diligence:action_evidence": TEAM,
    "diligence:of_request": TEAM,
    "diligence:of_facility": TEAM,
    "smelters:list": TEAM,
    "smelters:facility": TEAM,
    "smelters:countries": TEAM,
    "smelters:evidence": TEAM,
    "admin:logout": NOBODY,
    "admin:password_change": NOBODY,
    "admin:password_change_done": NOBODY,
}


def every_url() -> list[tuple[str, tuple[str, ...]]]:
    """Full name and argument names of each pattern, through all includes."""
    found = []

    def walk(patterns, namespaces=(), arguments=()):
        for pattern in patterns:
            taken = (*arguments, *pattern.pattern.regex.groupindex)
            if isinstance(pattern, URLPattern):
                name = ":".join([*namespaces, pattern.name or ""])
                found.append((name, tuple(sorted(taken))))
            else:
                walk(pattern.url_patterns, (*namespaces, *filter(None, [pattern.namespace])), taken)

    walk(get_resolver().url_patterns)
    return sorted(set(found))


URLS = every_url()


def expected(name: str) -> tuple[str, ...] | None:
    # The rights inside Django admin have tests of their own; here: nobody else gets in.
    return EXPECTED.get(name) or (ADMIN if name.startswith("admin:") else None)


@pytest.fixture
def things(alder, birchfield, alice, legal, admin_user, reviewer, executive, tmp_path):
    """One of everything, Alice's, as URL arguments; and a second factor for each of the team."""
    for person in (legal, admin_user, reviewer, executive):
        app_of(person)
        RecoveryCodes.activate(person)
    session = UserSession.objects.create(user=alice, ip="192.0.2.1", session_key="alices", user_agent="Firefox")
    upload = upload_receive(alder, file_name="cmrt.xlsx", chunks=[b"bytes"], actor=alice)
    submission = a_submission(upload, state="in_review")
    alder.submissions.update(state="in_review")
    smelter = Smelter.objects.create(metal="Tin", smelter_id="CID900004", name="Luna Smelter, Ltd.", country="RWANDA")
    record = StatusRecord.objects.create(
        smelter=smelter,
        status_id="active",
        valid_from=date(2025, 12, 1),
        reason="We asked.",
        evidence_sha256=upload.sha256,
    )
    name = UnknownName.objects.create(metal="Tin", key="harbor", name="Harbor")
    Mention.objects.create(submission=submission, row=5, metal="Tin", name="Harbor", listed="listed", unknown_name=name)
    decision = name_decide(name, alder.period, "unresolved", reason="We asked.", actor=None, seen=0)
    content = canonical({"draft": False, "facts": facts(), "report": to_json(compose_report(facts()))})
    snapshot = Snapshot.objects.create(
        filing=Filing.objects.create(period=alder.period),
        sha256=storage.store([content]).sha256,
        draft=False,
        blocking=0,
    )
    document, *_ = [
        RenderedDocument.objects.create(snapshot=snapshot, kind=kind, sha256=upload.sha256, size=upload.size)
        for kind in RenderedDocument.Kind
    ]
    product = CoveredProduct.objects.create(period=alder.period, name="Packet probe")
    own = OwnCMRT.objects.create(
        period=alder.period,
        effective_date=date(2026, 2, 1),
        template_version="6.5",
        blank_sha256=upload.sha256,
        sha256=upload.sha256,
        content_sha256=storage.store([nothing_declared()]).sha256,
        blocking=0,
        prepared_by=legal,
        prepared_at=timezone.now(),
    )
    copy = WebCopy.objects.create(
        snapshot=snapshot, posted_on=date(2026, 5, 28), sha256=upload.sha256, made_by=legal, made_at=timezone.now()
    )
    campaign_set(alder.period, actor=None, blank_sha256=upload.sha256, blank_name="blank.xlsx")
    attached = [{"name": "CMRT.xlsx", "sha256": upload.sha256}]
    person = ("Alice", "alice@alder.example", "en")
    letter = letter_write(
        "invitation", period=alder.period, to=person, request=alder, key="k", attachments=attached, actor=None
    )
    entry = mail_take(b"Subject: Re\n\nYes.", request=alder).record
    line = entry_record(
        alder.period,
        "management_report",
        day=date(2026, 1, 9),
        told={"to": "The Chief Operating Officer", "subject": "All."},
        evidence=Evidence(upload.sha256, "minutes.pdf"),
        actor=None,
    )
    action = CorrectiveAction.objects.create(
        period=alder.period,
        request=alder,
        what="Name it.",
        owner=legal,
        due_date=date(2026, 2, 1),
        opened_at=timezone.now(),
        evidence_sha256=upload.sha256,
        evidence_name="answer.pdf",
    )
    stray = mail_take(b"Subject: Hello\n\nYes.").stray
    reason = MoveReason.objects.create(
        period=alder.period, metal="Tin", smelter_id="CID900004", move="gone", was="active", kind="closed",
        decided_at=timezone.now(),
    )  # fmt: skip
    passed = Waiver.objects.create(
        period=alder.period,
        code="T12",
        fingerprint="f",
        said="s",
        reason="r",
        decided_by=legal,
        decided_at=timezone.now(),
    )
    waiver = FindingWaiver.objects.create(
        request=alder, code="CMRT-K01", fingerprint="0" * 64, reason="We asked.", decided_at=timezone.now()
    )
    return {
        "session_id": session.pk,
        "person_id": legal.pk,
        "provider_id": "oidc",
        "letter_id": letter.pk,
        "entry_id": entry.pk,
        "stray_id": stray.pk,
        "number": 1,
        "kind": "invitation",
        "language": "en",
        "product_id": product.pk,
        "supplier_id": alder.supplier_id,
        "contact_id": alder.supplier.contacts.get().pk,
        "request_id": alder.pk,
        "upload_id": upload.pk,
        "submission_id": submission.pk,
        "smelter_id": smelter.pk,
        "record_id": record.pk,
        "document_id": document.pk,
        "snapshot_id": snapshot.pk,
        "name_id": name.pk,
        "disposition_id": decision.pk,
        "line_id": line.pk,
        "action_id": action.pk,
        "waiver_id": waiver.pk,
        "passed_id": passed.pk,
        "own_id": own.pk,
        "copy_id": copy.pk,
        "asked": "1-Tin",
        "reason_id": reason.pk,
        "code": "policy",
        "section": "steps",
        "name": "comparing-all-facilities-with-current-published-audit-results-be",
        "year": alder.period.year,
        "object_id": str(smelter.pk),
        "key": "x",
        "uidb36": "x",
        "app_label": "smelters",
        "url": "nothing",
        "content_type_id": "1",
        "file_format": "xlsx",
        "token": "1.never:signed",
    }


@pytest.fixture
def meet(client_for, request, monkeypatch):
    """What a person meets at a URL: IN, DOOR or GONE."""
    monkeypatch.setattr("reports.views.filing_build", lambda *args, **kwargs: SimpleNamespace(findings=(), blocking=()))

    clients = {who: Client() if who == "anonymous" else client_for(request.getfixturevalue(who)) for who in PEOPLE}

    def go(who: str, method: str, url: str) -> str:
        response = getattr(clients[who], method)(url)
        assert response.status_code < 500
        if response.status_code == 302 and response.url.startswith(reverse("account_login") + "?next="):
            return DOOR
        return {404: GONE, 405: METHOD}.get(response.status_code, IN)

    return go


@pytest.mark.parametrize(("name", "arguments"), URLS, ids=[f"{name} {' '.join(with_)}" for name, with_ in URLS])
def test_it_opens_to_whom_it_should_and_to_nobody_else(name, arguments, things, meet):
    table = expected(name)
    assert table, f"{name} is a new URL: say in this table who may open it"
    named = not name.endswith(":")
    url = reverse(name, kwargs={key: things.get(key, "1") for key in arguments}) if named else "/admin/none/"
    changed_by = CHANGED_BY.get(name.split(":")[0], table) if table in (TEAM, AUDITORS) else table
    for who, reading, changing in zip(PEOPLE, table, changed_by, strict=True):
        for method in METHODS:
            met, outcome = meet(who, method, url), reading if method in ("get", "head") else changing
            if met == METHOD:
                assert outcome == IN or table == OWN, (who, method)
            elif name.startswith("admin:") and outcome == IN:
                assert met != DOOR, (who, method)
            else:
                assert met == outcome, (who, method)


def test_it_takes_nothing_from_an_executive_but_a_signature():
    taken = {name for name, _ in URLS if "executive" in access.roles_for(name, changing=True)}
    own = {name for name in taken if access.roles_for(name) in (access.ANYONE, access.SIGNED_IN)}
    assert {name for name in taken - own if not name.startswith("mfa_")} == {"reports:sign"}


def test_it_expects_nothing_of_urls_that_are_gone():
    assert EXPECTED.keys() <= {name for name, _ in URLS}


@pytest.mark.parametrize("name", [name for name, table in EXPECTED.items() if table == OWN])
def test_it_tells_nobody_whether_anothers_object_exists(name, things, client_for, bob):
    [arguments] = [arguments for known, arguments in URLS if known == name]
    sent_to = ("portal:upload", "portal:send", "portal:explain", "account:session_end")
    method = "post" if name in sent_to else "get"
    answers = [
        getattr(client_for(bob), method)(reverse(name, kwargs={arguments[0]: pk}))
        for pk in (things[arguments[0]], 10**9)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_it_leads_a_part_of_a_page_to_the_door_as_a_whole(things):
    url = reverse("portal:progress", args=[things["upload_id"]])
    page = f"http://testserver{reverse('portal:result', args=[things['upload_id']])}?a=b"
    answer = Client().get(url, headers={"HX-Request": "true", "HX-Current-URL": page})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith(reverse("account_login"))
    assert "progress" not in answer["HX-Redirect"]
