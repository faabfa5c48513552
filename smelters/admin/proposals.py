"""Prepared lists: what each would change now, applied by somebody else than who prepared it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from cmr import storage
from cmr.admin import ReadOnlyAdmin
from cmr.downloads import stored_file
from smelters.lists import ListError
from smelters.models import ListProposal
from smelters.services import proposal_apply, proposal_plan, proposal_withdraw


@admin.register(ListProposal)
class ListProposalAdmin(ReadOnlyAdmin):
    list_display = ["as_of", "name", "source", "state", "prepared_by", "prepared_at", "decided_by", "decided_at"]
    list_display_links = ["as_of", "name"]
    list_filter = ["state"]
    list_select_related = ["prepared_by", "decided_by"]
    show_facets = admin.ShowFacets.NEVER

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("smelters.view_statuslist")

    def has_apply_permission(self, request: HttpRequest) -> bool:
        """Whoever may import a list may apply another's."""
        return request.user.has_perm("smelters.change_statuslist")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/original/", view(self.original), name="smelters_listproposal_original"),
            path("<int:pk>/decide/", view(require_POST(self.decide)), name="smelters_listproposal_decide"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Prepared lists"} | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, who prepared it, and what it would change now."""
        proposal = self._proposal(request, object_id)
        context = self.admin_site.each_context(request) | {
            "title": str(proposal),
            "opts": self.opts,
            "proposal": proposal,
            "waits": proposal.state == ListProposal.State.WAITING,
            "own": proposal.prepared_by_id == request.user.pk,
            "may_apply": self.has_apply_permission(request),
        }
        if context["waits"]:
            try:
                context["read"], context["plan"] = proposal_plan(proposal)
            except (ListError, storage.Damaged, FileNotFoundError) as error:
                context["problems"] = _problems(error)
        return TemplateResponse(request, "admin/smelters/proposal.html", context)

    def original(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The bytes as they came, hashed again on the way out."""
        proposal = self._proposal(request, str(pk))
        return stored_file(proposal.sha256, proposal.file_name)

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Apply the list, or take it back."""
        proposal = self._proposal(request, str(pk))
        if not self.has_apply_permission(request):
            raise PermissionDenied
        try:
            if request.POST.get("step") == "withdraw":
                proposal_withdraw(proposal, actor=request.user)
                messages.info(request, f"{proposal}: withdrawn; nothing changed.")
            elif request.POST.get("step") == "apply":
                outcome = proposal_apply(proposal, actor=request.user)
                told = f"{proposal}: {outcome.rows} rows taken over, {outcome.new} of them new to the register."
                messages.success(request, told)
        except (ListError, storage.Damaged, FileNotFoundError) as error:
            messages.error(request, " ".join(_problems(error)))
            return redirect("admin:smelters_listproposal_change", pk)
        return redirect("admin:smelters_listproposal_changelist")

    def _proposal(self, request: HttpRequest, object_id: str) -> ListProposal:
        proposal = self.get_object(request, object_id)
        if proposal is None or not self.has_view_permission(request):
            raise Http404
        return proposal


def _problems(error: Exception) -> tuple[str, ...]:
    return error.problems if isinstance(error, ListError) else ("The file is damaged or gone; prepare the list again.",)
