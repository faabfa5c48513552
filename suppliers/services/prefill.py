"""The official blank that the team loaded, and the CMRT prepared from it for each manufacturer.

Templates belong to the RMI and are never shipped. Filling runs in a child process; the same blank and the same words
are filled once.
"""

import hashlib
import json
import re
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmr import audit, storage
from cmr.models import ReportingPeriod, User
from suppliers.cmrt.child import Died, Filled, Refused, fill_in_child, read_in_child
from suppliers.cmrt.layouts import layout_numbered
from suppliers.models import Campaign, Prefilled, Request, Submission
from suppliers.services.campaigns import campaign_of, campaign_set
from suppliers.services.uploads import clean_name
from suppliers.stored import document_of

_LANGUAGES = {"en": "English", "zh-hans": "中文 Chinese"}
_ODD = "This file could not be read; load the official blank as it was downloaded from the RMI."


class NotABlank(Exception):
    """The file is not an official blank that we can fill; the text is one sentence that says why."""


def blank_set(period: ReportingPeriod, *, file_name: str, data: bytes, actor: User | None) -> Campaign:
    """Load the official blank for a year. Raises NotABlank."""
    version = _blank_version(data)
    found, oldest = layout_numbered(version), layout_numbered(campaign_of(period).minimum_version)
    if found and oldest and found.number < oldest.number:
        raise NotABlank(f"This is CMRT {version}, and the year takes {oldest.version} and later.")
    sha256 = storage.store([data]).sha256
    return campaign_set(period, actor=actor, blank_sha256=sha256, blank_name=clean_name(file_name))


def blank_remove(period: ReportingPeriod, *, actor: User | None) -> Campaign:
    """From now on letters carry no prefilled CMRT; those sent keep theirs."""
    return campaign_set(period, actor=actor, blank_sha256="", blank_name="")


def prefilled_for(request: Request, *, last_year: bool = False) -> tuple[str, bytes] | None:
    """Name and bytes of the CMRT prepared for a request; None where the team loaded no blank, or it cannot be filled.

    With `last_year` it begins with the answers that were accepted for the year before (see `last_year_of`).
    """
    made = prefilled_make(request, last_year=last_year)
    return (made.name, storage.read(made.sha256)) if made else None


def prefilled_make(request: Request, *, last_year: bool = False) -> Prefilled | None:
    """The prepared CMRT's row; made, outside any transaction, where there is none of this blank and these words."""
    campaign = campaign_of(request.period)
    declaration = _declaration(request, campaign, last_year)
    if not campaign.blank_sha256 or declaration is None:
        return None
    words = json.dumps([campaign.blank_sha256, declaration], sort_keys=True, ensure_ascii=False)
    made_of = hashlib.sha256(words.encode()).hexdigest()
    known = Prefilled.objects.filter(request=request, made_of=made_of).first()
    if known:
        return known
    outcome = fill_in_child(storage.read(campaign.blank_sha256), declaration)
    if not isinstance(outcome, Filled):
        return None
    sha256 = storage.store([outcome.workbook]).sha256
    name = clean_name(f"CMRT {request.period.year} {request.supplier.name.replace('/', ' ')}.xlsx")
    with transaction.atomic():
        made, new = Prefilled.objects.get_or_create(
            request=request, made_of=made_of, defaults={"sha256": sha256, "name": name, "made_at": timezone.now()}
        )
        if new:
            audit.record("prefilled.made", None, made, after={"request": request.pk, "sha256": sha256})
    return made


def last_year_of(request: Request) -> Submission | None:
    """What was accepted of the manufacturer for the year before, where it is one declaration and not several parts."""
    accepted = Submission.objects.filter(
        request__supplier=request.supplier_id,
        request__period__year=request.period.year - 1,
        state=Submission.State.ACCEPTED,
    )
    found = list(accepted[:2])
    return found[0] if len(found) == 1 and found[0].document.get("company") else None


def _declaration(request: Request, campaign: Campaign, last_year: bool) -> dict[str, Any] | None:
    """What is filled in: who is asked, who answers, in which language; on request last year's answers, undated."""
    contact = request.supplier.contacts.filter(ended_at=None).select_related("user").order_by("id").first()
    company = {"name": request.supplier.name}
    if contact:
        company |= {"contact_name": contact.user.name, "contact_email": contact.user.email}
    declaration: dict[str, Any] = {}
    if last_year:
        earlier = last_year_of(request)
        if earlier is None:
            return None
        kept = ("company", "scope", "answers", "company_answers", "smelters", "products")
        read = document_of(earlier, earlier.mentions.all())
        declaration = {key: read.get(key) for key in kept}
        company = {key: text for key, text in declaration["company"].items() if text} | company
    elif campaign.level == Campaign.Level.PRODUCT:
        declaration["scope"] = "B"
    language = _LANGUAGES[contact.user.language if contact else "en"]
    return declaration | {"language": language, "company": company}


def _blank_version(data: bytes) -> str:
    """The CMRT revision of an empty, fillable blank. Raises NotABlank."""
    read = read_in_child(data)
    if isinstance(read, Refused):
        # What a manufacturer is told goes on with what to do with its declaration.
        what = re.split(r"[.;]\s|\.$", read.message)[0]
        raise NotABlank(f"{what}; load the official blank of the CMRT, as the RMI publishes it.")
    if isinstance(read, Died):
        raise NotABlank(_ODD)
    document = read.document
    if document["company"].get("name") or document["smelters"]:
        whose = document["company"].get("name") or "somebody"
        raise NotABlank(f"This CMRT is filled in, by {whose}; load the empty one as the RMI publishes it.")
    filled = fill_in_child(data, {"language": "English"})
    if isinstance(filled, Refused):
        raise NotABlank(filled.message)
    if isinstance(filled, Died):
        raise NotABlank(_ODD)
    return str(document["version"])
