from django.urls import path

from reports import approving, deciding, editing, taking, views, yearly_views

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
    path("<int:year>/yearly", yearly_views.yearly, name="yearly"),
    path("<int:year>/yearly/text", yearly_views.yearly_text, name="yearly_text"),
    path("<int:year>/yearly/decide", yearly_views.decide, name="yearly_decide"),
    path("<int:year>/yearly/undo/<int:reason_id>", yearly_views.undo, name="yearly_undo"),
    path("<int:year>/yearly.csv", yearly_views.yearly_csv, name="yearly_csv"),
    path("<int:year>/yearly.xlsx", yearly_views.yearly_xlsx, name="yearly_xlsx"),
    path("<int:year>/text/", editing.contents, name="texts"),
    path("<int:year>/text/last-year", editing.last_year, name="text_last_year"),
    path("<int:year>/text/<slug:section>/", editing.section, name="text_section"),
    path("<int:year>/text/<slug:section>/<slug:name>", editing.sentence, name="text_sentence"),
    path("<int:year>/text/<slug:section>/<slug:name>/look", editing.look, name="text_look"),
    path("<int:year>/text/<slug:section>/<slug:name>/keep", editing.keep, name="text_keep"),
    path("<int:year>/measures", views.measures, name="measures"),
    path("<int:year>/build", views.build, name="build"),
    path("<int:year>/blocking", views.blocking, name="blocking"),
    path("snapshots/<int:snapshot_id>/package.zip", taking.filing_package, name="package"),
    path("snapshots/<int:snapshot_id>/support.xlsx", taking.support_binder, name="binder"),
    path("snapshots/<int:snapshot_id>/support.pdf", taking.support_binder_pdf, name="binder_pdf"),
    path("documents/<int:document_id>", views.document, name="document"),
]
