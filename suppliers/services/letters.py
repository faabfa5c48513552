"""Writing letters: the row of the outbox, rendered and kept as it is sent, once per key."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from cmr import audit
from cmr.models import ReportingPeriod, User
from suppliers.letters.delivered import DELIVERED
from suppliers.letters.rendering import LINK_MARK, Problem, Value, one_line, problems, render
from suppliers.letters.words import attached, still_open
from suppliers.models import Invitation, Letter, LetterText, Request, Submission
from suppliers.services import outbox
from suppliers.services.campaigns import campaign_of
from suppliers.services.requests import products_missing

Attachment = Mapping[str, str]
To = User | tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject and body of a kind of letter in one language; `edited` is the team's row, None for what we deliver."""

    subject: str
    body: str
    edited: LetterText | None = None

    @property
    def own(self) -> bool:
        """Whether it differs from what we deliver."""
        delivered = self.edited and DELIVERED[self.edited.kind, self.edited.language]
        return bool(delivered) and (self.subject, self.body) != delivered


class TextHasProblems(ValueError):
    """A wording that cannot be kept: `subject` and `body` say what to mend, and where."""

    def __init__(self, subject: list[Problem], body: list[Problem]) -> None:
        super().__init__(" ".join(str(problem) for problem in subject + body))
        self.subject, self.body = subject, body


def letter_text_of(kind: str, language: str) -> Wording:
    """The wording that counts now: the team's newest, else the one we deliver."""
    row = LetterText.objects.filter(kind=kind, language=language).select_related("edited_by").order_by("-id").first()
    if row:
        return Wording(row.subject, row.body, row)
    return Wording(*DELIVERED[kind, language])


def letter_texts() -> dict[tuple[str, str], Wording]:
    """The wording that counts now for every kind and language, in one query."""
    newest = LetterText.objects.order_by().values("kind", "language").annotate(newest=Max("pk")).values("newest")
    rows = LetterText.objects.filter(pk__in=newest).select_related("edited_by")
    own = {(row.kind, row.language): Wording(row.subject, row.body, row) for row in rows}
    return {key: own.get(key) or Wording(*text) for key, text in DELIVERED.items()}


def text_problems(kind: str, subject: str, body: str) -> TextHasProblems | None:
    """What an editor must mend in a wording; None when nothing."""
    found = problems(subject, kind, subject=True), problems(body, kind)
    return TextHasProblems(*found) if any(found) else None


@transaction.atomic
def letter_text_edit(kind: str, language: str, *, subject: str, body: str, actor: User | None) -> LetterText:
    """Keep the team's wording; the one before stays on record. Raises TextHasProblems."""
    before, body = letter_text_of(kind, language), body.replace("\r\n", "\n").strip() + "\n"
    wrong = text_problems(kind, subject := subject.strip(), body)
    if wrong:
        raise wrong
    text = LetterText.objects.create(
        kind=kind, language=language, subject=subject, body=body, edited_by=actor, edited_at=timezone.now()
    )
    audit.record(
        "letter_text.edited",
        actor,
        text,
        before={"subject": before.subject, "body": before.body},
        after={"subject": subject, "body": body},
    )
    return text


@transaction.atomic
def letter_write(
    kind: str,
    *,
    period: ReportingPeriod,
    to: To,
    request: Request | None,
    key: str,
    values: Mapping[str, Value] | None = None,
    attachments: Sequence[Attachment] = (),
    invitation: Invitation | None = None,
    actor: User | None,
) -> Letter | None:
    """Write a letter into the outbox, in the caller's transaction; None when its key was written before.

    `to` is a user, or name, address and language. `values` are those of the kind's own placeholders
    (`suppliers.letters.placeholders`): days as dates, lists as lines; they also take the place of the usual ones.
    `attachments` are [{name, sha256}] of the private store. The personal link of `invitation` is filled in while
    the mail is handed over; without one, {link} is the address of the manufacturer's page.
    Raises ValidationError for an address nobody can write to.
    """
    if Letter.objects.filter(key=key).exists():
        return None
    name, address, language = (to.name, to.email, to.language) if isinstance(to, User) else to
    validate_email(address)
    given = letter_values(kind, period, request, name, language, attachments) | dict(values or {})
    if invitation is not None:
        given["link"] = LINK_MARK
    subject, body = rendered(letter_text_of(kind, language), given, language)
    try:
        with transaction.atomic():
            letter = Letter.objects.create(
                period=period,
                request=request,
                kind=kind,
                language=language,
                to_name=one_line(name),
                to_address=address,
                reply_to=campaign_of(period).reply_to,
                subject=subject,
                body=body,
                attachments=[{"name": one_line(file["name"]), "sha256": file["sha256"]} for file in attachments],
                invitation=invitation,
                key=key,
                message_id=_message_id(),
                not_before=Now(),
                written_by=actor,
                written_at=timezone.now(),
            )
    except IntegrityError:
        # Somebody wrote it at the same moment and was first.
        return None
    after = {"kind": kind, "to": address, "key": key, "subject": subject}
    audit.record("letter.written", actor, letter, after=after)
    transaction.on_commit(lambda: outbox.hint(letter.pk), robust=True)
    return letter


def rendered(wording: Wording, values: Mapping[str, Value], language: str) -> tuple[str, str]:
    """Subject (one line, at most 300 characters) and body with the values filled in."""
    return one_line(render(wording.subject, values, language))[:300], render(wording.body, values, language)


def letter_values(
    kind: str,
    period: ReportingPeriod,
    request: Request | None,
    name: str,
    language: str,
    attachments: Sequence[Attachment] = (),
) -> dict[str, Value]:
    """What every letter can say: who, whom, which year, until when, what is open."""
    campaign = campaign_of(period)
    registrant = period.registrant
    values: dict[str, Value] = {
        "contact": name,
        "registrant": registrant.name,
        "year": period.year,
        "due date": campaign.due_date,
        "sender": campaign.sender_name or registrant.contact_name,
        "sender title": campaign.sender_title or registrant.contact_title,
        "attached": attached([file["name"] for file in attachments], language),
        "note": "",
    }
    if request is not None:
        products = list(request.products.values_list("name", flat=True))
        values |= {
            "contact": name or request.supplier.name,
            "manufacturer": request.supplier.name,
            "due date": request.due_date,
            "asked on": timezone.localdate(request.requested_at),
            "products": products or [period.covered_products],
            "open": still_open(request.state, language, _missing(request)),
            "link": settings.SITE_URL + reverse("portal:request", args=[request.pk]),
        }
    return values


def _missing(request: Request) -> list[str]:
    """The products still to come, once something is accepted; before that everything is."""
    accepted = request.submissions.filter(state=Submission.State.ACCEPTED).exists()
    return products_missing(request) if accepted else []


def _message_id() -> str:
    """Ours from the start, so that an answer finds its letter whatever the mail server says."""
    return f"<{secrets.token_hex(16)}@{urlsplit(settings.SITE_URL).hostname}>"
