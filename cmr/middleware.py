"""What every request meets before its view: a limit on its size, and the headers every page carries."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

# No inline script or style and nothing from elsewhere; images may be data: URIs because Django admin's icons are.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)


# Nothing here looks, listens, locates or pays.
NOTHING_ASKED = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set the policy unless the view set a stricter one (downloads are sandboxed). Nothing is kept by a cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", NOTHING_ASKED)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


# The fields and boundaries around a file; and how much of a refused body is read away so that a browser, which sends
# all before it listens, still hears the answer.
ROOM = 64 * 1024
READ_AWAY = 64 * 1024**2


def body_limit(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 413 to a body over the upload limit before any of it is kept, parsed or checked for its token.

    A body without a length is empty to Django (WSGI), so it needs no limit.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length.isdecimal() or int(length) <= settings.UPLOAD_LIMIT + ROOM:
            return get_response(request)
        left = min(int(length), READ_AWAY)
        while left > 0 and (chunk := request.read(min(left, ROOM))):
            left -= len(chunk)
        if request.headers.get("Accept", "").startswith("application/json"):
            megabytes = settings.UPLOAD_LIMIT // 1024**2
            error = _(
                "The file is larger than {limit} MB. Take out pictures and extra sheets, or save it anew as .xlsx."
            ).format(limit=megabytes)
            return JsonResponse({"error": error}, status=413)
        return render(request, "413.html", status=413)

    return middleware


# Where manufacturers go; everything else is the team's and speaks English.
SPOKEN_AT = ("/portal/", "/accounts/", "/account/", "/link/")


def language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The language chosen in this browser, else the person's own, else the browser's first that we speak."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.LANGUAGE_CODE = _language(request)  # type: ignore[attr-defined]
        with translation.override(request.LANGUAGE_CODE):  # type: ignore[attr-defined]
            response = get_response(request)
        return response

    return middleware


def _language(request: HttpRequest) -> str:
    if not request.path_info.startswith(SPOKEN_AT):
        return "en"
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in dict(settings.LANGUAGES):
        return chosen
    if request.user.is_authenticated:
        return request.user.language
    return translation.get_language_from_request(request)
