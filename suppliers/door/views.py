"""The door for those who were asked: a personal link shows a button; pressing it uses the link up and mails a code.

A mail scanner that opens the link (GET, HEAD) spends nothing. Whoever holds the link without the mailbox stays outside.
"""

from typing import Any
from urllib.parse import urlencode

from allauth.account.views import RequestLoginCodeView
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from cmr.limits import too_often
from suppliers.models import Invitation
from suppliers.services.invitations import Spent, invitation_of, invitation_use


@method_decorator(never_cache, name="dispatch")
class LinkView(RequestLoginCodeView):
    """allauth's page that mails a code, with the address taken from the link."""

    template_name = "door/link.html"
    http_method_names = ["get", "head", "post"]
    invitation: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.invitation = invitation_of(kwargs["token"])
        except Spent as spent:
            return _spent(request, spent)
        with translation.override(self.invitation.user.language):
            if request.user == self.invitation.user and request.method == "POST":
                return self._inside(request, kwargs["token"])
            # Past allauth's check for people who are signed in: this link may be another's.
            response = View.dispatch(self, request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        return _private(response)

    def _inside(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            invitation_use(token)
        except Spent as spent:
            return _spent(request, spent)
        return redirect(self._goal())

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if self.request.method == "POST":
            kwargs["data"] = {"email": self.invitation.user.email}
        return kwargs

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            invitation_use(self.kwargs["token"])
        except Spent as spent:
            return _spent(self.request, spent)
        if self.request.user.is_authenticated:
            logout(self.request)
        response = super().form_valid(form)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            self.invitation.user.language,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return response

    def get_success_url(self) -> str:
        return reverse("account_confirm_login_code") + "?" + urlencode({"next": self._goal()})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"asked": self.invitation.request, "guest": self.invitation.user}

    def _goal(self) -> str:
        return reverse("portal:request", args=[self.invitation.request_id])


link = LinkView.as_view()


def _spent(request: HttpRequest, spent: Spent) -> HttpResponse:
    if too_often(request, "link"):
        return _private(render(request, "429.html", status=429))
    return _private(render(request, "door/spent.html", {"sentence": str(spent)}, status=410))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: it is told to no other site, nor to any page of ours."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
