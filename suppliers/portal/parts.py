"""What an answer consists of: one file for the whole company, or one for each product or group of products."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cmr.findings import Severity
from suppliers.models import Campaign, Request, Submission, Upload
from suppliers.portal.words import WAITING, State, file_state
from suppliers.services.campaigns import campaign_of
from suppliers.services.requests import PART_LENGTH, products_uncovered
from suppliers.shown import TEAM_ONLY

WHOLE_COMPANY = _("Your whole company")
ALL_PRODUCTS = _("All products made for us")


@dataclass(frozen=True, slots=True)
class File:
    """Something that was sent or checked, with its newest reading."""

    upload: Upload
    reading: Submission | None

    @property
    def state(self) -> State:
        return file_state(self.upload, self.reading)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the answer: the newest file that was sent for it, and a newer one that was only checked."""

    covers: str
    name: str | Promise
    sent: File | None
    draft: File | None

    @property
    def state(self) -> State:
        return self.sent.state if self.sent else WAITING

    @property
    def to_correct(self) -> bool:
        """Whether its manufacturer has to send it again."""
        return self.sent is not None and self.state.meaning in ("needs", "blocks")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with everything that was sent for it, newest first, and the parts it makes.

    `missing` are the products asked for that nothing sent covers yet.
    `blank` tells whether the team loaded the official workbook, from which one is prepared for each manufacturer.
    """

    request: Request
    level: str
    products: tuple[str, ...]
    blank: bool
    files: tuple[File, ...]
    parts: tuple[Part, ...]
    missing: tuple[str, ...]

    @property
    def by_product(self) -> bool:
        return self.level == Campaign.Level.PRODUCT

    @property
    def known(self) -> list[str]:
        """Names of parts that were sent before; the empty one is the whole."""
        return ["", *(part.covers for part in self.parts if part.covers)]

    @property
    def begun(self) -> bool:
        """Whether a part of the answer is there."""
        return any(part.sent for part in self.parts)


def part_name(level: str, covers: str) -> str | Promise:
    return covers or (ALL_PRODUCTS if level == Campaign.Level.PRODUCT else WHOLE_COMPANY)


def request_asked(request: Request) -> Asked:
    """What was asked for and what came; a fixed number of queries."""
    campaign = campaign_of(request.period)
    level = campaign.level
    products: list[str] = []
    if level == Campaign.Level.PRODUCT:
        named = request.products.values_list("name", flat=True)
        named = list(named) or list(request.period.products.values_list("name", flat=True))
        products = [name[:PART_LENGTH] for name in named]
    files = _files(request)
    parts = _parts(files, level, products)
    missing = products_uncovered(request, {part.covers for part in parts if part.sent}) if products else []
    return Asked(
        request, level, tuple(products), bool(campaign.blank_sha256), tuple(files), tuple(parts), tuple(missing)
    )


def _files(request: Request) -> list[File]:
    open_ones = Q(findings__severity=Severity.BLOCK) & ~Q(findings__code__in=TEAM_ONLY)
    newest = Submission.objects.defer("document").annotate(blocking=Count("findings", filter=open_ones))
    rows = request.uploads.select_related("uploaded_by").prefetch_related(
        Prefetch("submissions", newest.order_by("-id"), to_attr="readings")
    )
    return [File(upload, upload.readings[0] if upload.readings else None) for upload in rows]


def _parts(files: Sequence[File], level: str, products: Sequence[str]) -> list[Part]:
    by_part: dict[str, list[File]] = defaultdict(list)
    for file in sorted(files, key=lambda file: -file.upload.pk):
        if not file.upload.withdrawn_at:
            by_part[file.upload.covers].append(file)
    names = sorted(by_part.keys() | ({*products} if "" not in by_part else set()), key=lambda name: name.casefold())
    return [_part(name, by_part[name], level) for name in names]


def _part(covers: str, files: Sequence[File], level: str) -> Part:
    """`files` newest first; a draft counts until something is sent after it."""
    sent = next((file for file in files if not file.upload.draft), None)
    draft = files[0] if files and files[0].upload.draft else None
    return Part(covers, part_name(level, covers), sent, draft)
