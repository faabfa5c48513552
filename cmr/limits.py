"""How often a visitor may try what does not work; counted in the database, for all web processes together.

Codes by mail have allauth's own limits (ACCOUNT_RATE_LIMITS), uploads their own (`upload_wait`).
"""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

RATES = {"link": "20/m/ip,100/h/ip"}


def too_often(request: HttpRequest, action: str) -> bool:
    """Count one try, and say whether it was one too many."""
    return ratelimit.consume(request, app="cmr", action=action, config=RATES, limit_get=True) is None
