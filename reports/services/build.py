"""Building a filing: facts, report, checks, snapshot, documents.

The snapshot is the canonical JSON of all that the documents need; they are rendered from it alone, and the same
snapshot gives the same bytes. Building twice on the same facts adds nothing.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from cmr import audit, storage
from cmr.findings import Finding, Severity
from cmr.kept import kept
from cmr.models import ReportingPeriod, User
from reports.canonical import canonical
from reports.document import from_json, to_json
from reports.facts.beside import beside_of
from reports.facts.gather import FilingFacts, build_facts
from reports.facts.gather_texts import texts_of
from reports.findings.waived import Checked, Passed, checked, waivers_of
from reports.models import Filing, RenderedDocument, Snapshot
from reports.narrative.compose import compose_report
from reports.narrative.rules import rules_on
from reports.prefiling import ALL_CHECKS
from reports.prefiling.draft import Draft
from reports.render import edgar
from reports.render.pdf import render_pdf
from reports.render.versions import versions
from reports.services.determinations import decision_of

# Raise it when a snapshot's form changes. Since 2 it names what it was made with, and the amendment; since 3 it holds
# the team's texts; since 4 what the checks found, and what was let pass, by whom and why. Rendering reads "draft" and
# "report" alone, of any format.
FORMAT = 4


@dataclass(frozen=True, slots=True)
class Built:
    """A filing as built: what it says, what stands against it, what was let pass, the documents by file name."""

    facts: FilingFacts
    findings: tuple[Finding, ...]
    waived: tuple[Passed, ...]
    snapshot: Snapshot
    documents: dict[str, bytes]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return blocking(self.findings)


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.severity == Severity.BLOCK)


def filing_check(
    period: ReportingPeriod, *, today: date, as_of: date | None = None
) -> tuple[FilingFacts, tuple[Finding, ...]]:
    """The facts, and what stands against the report that they make; nothing is stored."""
    facts, found = filing_checked(period, today=today, as_of=as_of)
    return facts, found.standing


@kept
def filing_checked(period: ReportingPeriod, *, today: date, as_of: date | None = None) -> tuple[FilingFacts, Checked]:
    """The facts, and what the checks before filing say of the report, with what was let pass; nothing is stored."""
    facts, draft = _draft(period, today, as_of)
    return _without_cells(facts), checked(ALL_CHECKS.run(draft), waivers_of(period))


def filing_build(
    period: ReportingPeriod, *, actor: User | None, today: date, as_of: date | None = None, draft: bool = False
) -> Built:
    """Build the filing and keep it. The documents carry the draft's mark when asked to, or while a finding blocks.

    Raises render.pdf.RenderFailed when no PDF can be made; nothing is stored then.
    """
    facts, found, marked, content = _made(period, today, as_of, draft)
    sha256 = hashlib.sha256(content).hexdigest()
    known = Snapshot.objects.filter(filing__period=period, sha256=sha256).first()
    if known:
        documents = {row.kind: storage.read(row.sha256) for row in known.documents.all()}
        return Built(facts, found.standing, found.passed, known, documents)
    documents = render(content)
    snapshot = _keep(period, content, documents, found.standing, actor, marked)
    return Built(facts, found.standing, found.passed, snapshot, documents)


def render(content: bytes) -> dict[str, bytes]:
    """The documents of a snapshot, from its bytes alone: file name -> bytes."""
    shown = _shown(content)
    pages = edgar.documents(from_json(shown["report"]), draft=shown["draft"])
    kind = RenderedDocument.Kind.PDF if pages else RenderedDocument.Kind.MEMO
    return {kind: render_pdf(canonical(shown), hashlib.sha256(content).hexdigest()), **pages}


def _shown(content: bytes) -> dict[str, Any]:
    """Of a snapshot what is printed. Its facts, a hundred megabytes in a large year, are passed over and not read.

    In canonical JSON a quotation mark inside a text is escaped and members are sorted, and nothing inside or after the
    report has a member of that name; so the last mark is the report's.
    """
    mark, draft = b',"report":', b'{"draft":true,'
    at = content.rfind(mark)
    report, _ = json.JSONDecoder().raw_decode(content[at + len(mark) :].decode())
    return {"draft": content.startswith(draft), "report": report}


@kept
def snapshot_stale(snapshot: Snapshot, today: date) -> bool:
    """Whether a report built today would be another one: evidence, text or programme have changed since."""
    *_, content = _made(snapshot.filing.period, today, None, snapshot.draft and not snapshot.blocking)
    return hashlib.sha256(content).hexdigest() != snapshot.sha256


@kept
def facts_now(period: ReportingPeriod, today: date, as_of: date | None = None) -> FilingFacts:
    """The facts as a report built today would have them, without the cells behind the lines of Annex I."""
    return _without_cells(_facts(period, today, as_of))


def _without_cells(facts: FilingFacts) -> FilingFacts:
    """Of 3.5 million rows the cells fill hundreds of megabytes, and no page shows them."""
    return replace(facts, annex=tuple(replace(row, sources=()) for row in facts.annex))


def _facts(period: ReportingPeriod, today: date, as_of: date | None) -> FilingFacts:
    """The facts with what was decided on them."""
    filing = filing_of(period)
    told = {"signed_on": filing.signed_on, "amendment": filing.number, "why": filing.why} if filing else {}
    rules = rules_on(filing.filed_on if filing and filing.filed_on else today).code
    facts = build_facts(period, as_of=as_of, today=today, **told)
    facts = replace(facts, rules=rules, texts=texts_of(period))
    return replace(facts, decision=decision_of(period, facts))


def _made(
    period: ReportingPeriod, today: date, as_of: date | None, draft: bool
) -> tuple[FilingFacts, Checked, bool, bytes]:
    """Facts, what the checks say, whether the draft's mark is due, and the snapshot's bytes; nothing is stored."""
    facts, composed = _draft(period, today, as_of)
    found = checked(ALL_CHECKS.run(composed), waivers_of(period))
    marked = draft or bool(blocking(found.standing))
    content = canonical(
        {
            "format": FORMAT,
            "rules": facts.rules,
            "made_with": versions(),
            "draft": marked,
            "facts": facts,
            "findings": [
                {"code": each.code, "place": str(each.place), "said": ALL_CHECKS.message(each.code, each.params)}
                for each in found.standing
            ],
            "waivers": found.passed,
            "report": to_json(composed.report),
        }
    )
    return facts, found, marked, content


def _draft(period: ReportingPeriod, today: date, as_of: date | None) -> tuple[FilingFacts, Draft]:
    facts = _facts(period, today, as_of)
    report = compose_report(facts)
    return facts, Draft(facts, report, edgar.documents(report, draft=False), today, beside_of(period, facts))


def filing_of(period: ReportingPeriod) -> Filing | None:
    """The filing that is being worked on: the form, or its newest amendment."""
    return Filing.objects.filter(period=period).order_by("-number").first()


def _keep(
    period: ReportingPeriod,
    content: bytes,
    documents: dict[str, bytes],
    findings: tuple[Finding, ...],
    actor: User | None,
    draft: bool,
) -> Snapshot:
    """Bytes first, then the rows that name them, in one short transaction."""
    blob = storage.store([content])
    stored = {kind: storage.store([data]) for kind, data in documents.items()}
    with transaction.atomic():
        filing = filing_of(period) or Filing.objects.get_or_create(period=period, number=0)[0]
        snapshot, created = Snapshot.objects.get_or_create(
            filing=filing,
            sha256=blob.sha256,
            defaults={"built_by": actor, "draft": draft, "blocking": len(blocking(findings))},
        )
        if created:
            RenderedDocument.objects.bulk_create(
                RenderedDocument(snapshot=snapshot, kind=kind, sha256=each.sha256, size=each.size)
                for kind, each in stored.items()
            )
            after = {"snapshot": blob.sha256, "blocking": snapshot.blocking}
            after |= {str(kind): each.sha256 for kind, each in stored.items()}
            audit.record("filing.built", actor, filing, after=after)
    return snapshot
