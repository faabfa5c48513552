from django.urls import path

from reports import approving, deciding, taking, views

app_name = "reports"
urlpatterns = [
    path("", views.filing, name="filing"),
    path("<int:year>/", views.filing, name="filing"),
    path("<int:year>/risk", views.risk, name="risk"),
    path("grades/<int:smelter_id>/", views.grade, name="grade"),
    path("<int:year>/decision", deciding.decision, name="decision"),
    path("<int:year>/decision/decide", deciding.decide, name="decide"),
    path("<int:year>/approval", approving.approval, name="approval"),
    path("<int:year>/approval/day", approving.sign_day, name="sign_day"),
    path("<int:year>/approval/sign", approving.sign, name="sign"),
    path("<int:year>/approval/reopen", approving.reopen, name="reopen"),
    path("<int:year>/approval/filed", approving.filed, name="filed"),
    path("<int:year>/approval/amend", approving.amend, name="amend"),
    path("<int:year>/difference", approving.difference, name="difference"),
    path("<int:year>/measures", views.measures, name="measures"),
    path("<int:year>/build", views.build, name="build"),
    path("<int:year>/blocking", views.blocking, name="blocking"),
    path("snapshots/<int:snapshot_id>/package.zip", taking.filing_package, name="package"),
    path("snapshots/<int:snapshot_id>/support.xlsx", taking.support_binder, name="binder"),
    path("snapshots/<int:snapshot_id>/support.pdf", taking.support_binder_pdf, name="binder_pdf"),
    path("documents/<int:document_id>", views.document, name="document"),
]
