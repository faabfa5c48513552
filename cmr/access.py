"""Who may open what: one table of URLs, one of admin rights, and the middleware that holds every page to them.

A URL that the table does not name is closed. A page that is not for you does not exist: 404, never 403.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from cmr.models import Role, User

ANYONE = frozenset({"anonymous", *Role.values})
SIGNED_IN = frozenset(Role.values)
MANUFACTURER = frozenset({Role.MANUFACTURER.value})
LEGAL = frozenset({Role.LEGAL.value})
EXECUTIVE = frozenset({Role.EXECUTIVE.value})
ADMIN = frozenset({Role.ADMIN.value})
# Those who judge what manufacturers send; those who ask them for it; those who sign the report.
REVIEWERS = LEGAL | {Role.REVIEWER.value}
COLLECTORS = LEGAL | ADMIN
SIGNERS = LEGAL | EXECUTIVE
# Those who read the log of what everybody did.
AUDITORS = LEGAL | EXECUTIVE | ADMIN
# Everyone who reads the desk.
TEAM = REVIEWERS | EXECUTIVE | ADMIN
NOBODY: frozenset[str] = frozenset()

# URL name -> roles. A name ending in ":*" stands for a namespace.
URLS: dict[str, frozenset[str]] = {
    "home": SIGNED_IN,
    "health": ANYONE,
    "account_login": ANYONE,
    "account_request_login_code": ANYONE,
    "account_confirm_login_code": ANYONE,
    "account_logout": ANYONE,
    # The second factor: asked for on the way in, and seen to by whoever is of the team.
    "mfa_authenticate": ANYONE,
    "mfa_reauthenticate": TEAM,
    "mfa_index": TEAM,
    "mfa_activate_totp": TEAM,
    "mfa_deactivate_totp": TEAM,
    "mfa_view_recovery_codes": TEAM,
    "mfa_generate_recovery_codes": TEAM,
    "mfa_list_webauthn": TEAM,
    "mfa_add_webauthn": TEAM,
    "mfa_reauthenticate_webauthn": TEAM,
    "mfa_remove_webauthn": TEAM,
    # Where the company sign-in is not configured, they do not exist.
    "openid_connect_login": ANYONE,
    "openid_connect_callback": ANYONE,
    "account:*": SIGNED_IN,
    "people:*": ADMIN,
    "audit:*": AUDITORS,
    "language": ANYONE,
    "door:*": ANYONE,
    "portal:*": MANUFACTURER,
    "review:*": TEAM,
    "review:decide": REVIEWERS,
    "review:part_taken_out": REVIEWERS,
    "review:waive": REVIEWERS,
    "review:waiver_lifted": REVIEWERS,
    "review:retry": REVIEWERS,
    "review:refuse": REVIEWERS,
    "review:name_decided": REVIEWERS,
    "review:name_undone": REVIEWERS,
    "campaign:*": TEAM,
    "campaign:scope_import": COLLECTORS,
    "campaign:scope_take_over": COLLECTORS,
    "campaign:scope_template": COLLECTORS,
    "campaign:manufacturer_enter": COLLECTORS,
    "reports:*": TEAM,
    "reports:build": LEGAL,
    "reports:waive": LEGAL,
    "reports:waiver_lifted": LEGAL,
    "reports:decide": LEGAL,
    "reports:yearly_decide": REVIEWERS,
    "reports:yearly_undo": REVIEWERS,
    "reports:sign": SIGNERS,
    "reports:sign_day": LEGAL,
    "reports:reopen": LEGAL,
    "reports:filed": LEGAL,
    "reports:amend": LEGAL,
    "reports:own_prepare": LEGAL,
    "reports:own_reviewed": REVIEWERS,
    "reports:own_returned": REVIEWERS,
    "reports:own_released": LEGAL,
    "reports:own_sent": LEGAL,
    "reports:posting_make": LEGAL,
    "reports:posting_seen": LEGAL,
    "reports:text_look": LEGAL,
    "reports:text_keep": LEGAL,
    "smelters:*": TEAM,
    "diligence:*": TEAM,
    "diligence:choose": REVIEWERS,
    "diligence:record": REVIEWERS,
    "diligence:correct": REVIEWERS,
    "diligence:withdraw": REVIEWERS,
    "diligence:parties": REVIEWERS,
    "diligence:action_open": REVIEWERS,
    "diligence:change": REVIEWERS,
    "diligence:close": REVIEWERS,
    "admin:*": ADMIN,
    # Nobody has a password, and there is one door out.
    "admin:logout": NOBODY,
    "admin:password_change": NOBODY,
    "admin:password_change_done": NOBODY,
}

# Who may send something to a page that others read, wherever the table above has no row for the page itself.
CHANGES: dict[str, frozenset[str]] = {
    "review:*": REVIEWERS,
    "campaign:*": COLLECTORS,
    "reports:*": LEGAL,
    "smelters:*": NOBODY,
    "diligence:*": REVIEWERS,
    "audit:*": NOBODY,
}
READING = frozenset({"GET", "HEAD", "OPTIONS"})

# What the role of an administrator may do in Django admin; evidence can be looked at and nothing more.
ADMIN_RIGHTS = frozenset(
    {
        *(f"smelters.{act}_{model}" for model in ("smelter", "smeltername") for act in ("view", "add", "change")),
        *(f"smelters.view_{model}" for model in ("status", "statusrecord", "statuslist")),
        "smelters.delete_smeltername",  # a name that is not the facility's; identity and statuses stay
        "smelters.add_statusrecord",  # by the correction alone: a day, a reason, an audit row
        *(f"smelters.view_{model}" for model in ("datedtable", "datedrow")),
        "smelters.add_datedtable",  # by import alone: a day, a source, the original bytes
        "smelters.change_statuslist",  # to import one; an imported list cannot be edited
        *(f"suppliers.{act}_{model}" for model in ("supplier", "contact") for act in ("view", "add", "change")),
        *(f"suppliers.view_{model}" for model in ("request", "upload", "submission")),
        *(f"cmr.{act}_{model}" for model in ("registrant", "reportingperiod") for act in ("view", "add", "change")),
        "cmr.view_auditevent",
    }
)


class RoleBackend(BaseBackend):
    """Rights follow from the role by the table above; there are no groups to keep in step."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return user_obj.is_active and getattr(user_obj, "role", "") == Role.ADMIN and perm in ADMIN_RIGHTS

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(self.has_perm(user_obj, perm) for perm in ADMIN_RIGHTS if perm.startswith(f"{app_label}."))


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts come from the team; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code we sent. Look again, or ask for a new one."),
        "too_many_login_attempts": _("That was too often. Wait a few minutes, then ask for a new code."),
        "rate_limited": _("That was too often. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


SIGNED_OUT = _("You were signed out meanwhile, and nothing was kept. Reload the page, sign in, and send it again.")


def roles_for(url_name: str, *, changing: bool = False) -> frozenset[str]:
    """Who may open a URL by its full name, or send something to it; nobody where the tables are silent."""
    everything = f"{url_name.split(':')[0]}:*"
    if url_name in URLS or not changing:
        return URLS.get(url_name, URLS.get(everything, NOBODY))
    return CHANGES.get(everything, URLS.get(everything, NOBODY))


def may_open(user: Any, url_name: str, *, changing: bool = False) -> bool:
    role = user.role if isinstance(user, User) and user.is_active else "anonymous"
    roles = roles_for(url_name, changing=changing)
    return role in roles or bool(roles and getattr(user, "is_superuser", False))


def may_change(user: Any, url_name: str) -> bool:
    """Whether a page shows its form: the person may send something to this URL."""
    return may_open(user, url_name, changing=True)


class AccessMiddleware:
    """Send the anonymous to sign in, and everyone else away from what is not theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if may_open(request.user, name, changing=request.method not in READING):
            return None
        if not request.user.is_authenticated and roles_for(name):
            return lead_to(request, resolve_url(settings.LOGIN_URL))
        raise Http404


def lead_to(request: HttpRequest, door: str) -> HttpResponse:
    """To a door, then back; a part of a page that asks for itself leads the whole page there, a script is told."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": SIGNED_OUT}, status=401)
    page = request.headers.get("HX-Current-URL")
    if page is None:
        return redirect_to_login(request.get_full_path(), door)
    here = urlsplit(page)
    login = redirect_to_login(here.path + (f"?{here.query}" if here.query else ""), door)
    return HttpResponse(status=204, headers={"HX-Redirect": login.url})
