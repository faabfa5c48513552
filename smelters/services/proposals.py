"""A status list is prepared by one person and applied by another: what both see is what happens.

Handing over keeps the file and what was told about it; nothing in the register changes until it is applied.
"""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from cmr import audit, storage
from cmr.models import User
from smelters.lists import ListError, ParsedList
from smelters.models import ListProposal, StatusList
from smelters.services.columns import columns_remember, list_read
from smelters.services.lists import ListOutcome, list_apply
from smelters.services.plans import ListPlan, list_plan


def list_propose(
    data: bytes,
    *,
    file_name: str,
    name: str,
    source: str,
    as_of: date,
    status: str = "",
    metal: str = "",
    columns: Mapping[str, int] | None = None,
    actor: User,
) -> ListProposal | StatusList:
    """Hand a list over to be applied by somebody else; the list itself where it is loaded already.

    The same bytes for the same day wait once. Raises ListError where the list could not be applied now.
    """
    blob = storage.store([data])
    loaded = StatusList.objects.filter(sha256=blob.sha256, as_of=as_of).first()
    if loaded:
        return loaded
    waiting = ListProposal.objects.filter(sha256=blob.sha256, as_of=as_of, state=ListProposal.State.WAITING).first()
    if waiting:
        return waiting
    proposal = ListProposal(
        sha256=blob.sha256, file_name=file_name[-120:], name=name, source=source, as_of=as_of, status=status,
        metal=metal, columns=None if columns is None else dict(columns), prepared_by=actor,
    )  # fmt: skip
    proposal_plan(proposal)
    with transaction.atomic():
        proposal.save()
        audit.record("list.proposed", actor, proposal, after={"sha256": blob.sha256, "source": source})
    return proposal


def proposal_plan(proposal: ListProposal) -> tuple[ParsedList, ListPlan]:
    """The list as read, and what it would change now; raises ListError, storage.Damaged or FileNotFoundError."""
    read = list_read(storage.read(proposal.sha256), proposal.file_name, proposal.columns, metal=proposal.metal)
    return read, list_plan(read.rows, as_of=proposal.as_of, status=proposal.status)


def proposal_apply(proposal: ListProposal, *, actor: User) -> ListOutcome:
    """Take over a list that somebody else prepared; raises ListError when it was one's own, or waits no longer."""
    if proposal.prepared_by_id == actor.pk:
        raise ListError(["You prepared this list; another administrator applies it."])
    read, _ = proposal_plan(proposal)
    with transaction.atomic():
        _decide(proposal, ListProposal.State.APPLIED, actor)
        outcome = list_apply(
            read.rows, name=proposal.name, source=proposal.source, as_of=proposal.as_of, status=proposal.status,
            original=storage.read(proposal.sha256), columns=read.captions, prepared_by=proposal.prepared_by,
            actor=actor,
        )  # fmt: skip
        if proposal.columns is not None:
            columns_remember(read, proposal.prepared_by)
    return outcome


def proposal_withdraw(proposal: ListProposal, *, actor: User) -> None:
    """Take a list back, one's own or another's, with nothing changed; raises ListError when it waits no longer."""
    with transaction.atomic():
        _decide(proposal, ListProposal.State.WITHDRAWN, actor)
        audit.record("list.withdrawn", actor, proposal)


def _decide(proposal: ListProposal, state: str, actor: User) -> None:
    waiting = ListProposal.objects.filter(pk=proposal.pk, state=ListProposal.State.WAITING)
    if not waiting.update(state=state, decided_by=actor, decided_at=timezone.now()):
        raise ListError(["This list waits no longer: it was applied or withdrawn meanwhile."])
