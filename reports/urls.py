from django.urls import path

from reports import approving, deciding, views
from reports.findings import views as waiving
from reports.out import views as taking
from reports.owncmrt import views as own
from reports.posting import views as posting
from reports.scoring import views as scoring
from reports.texts import views as texts
from reports.yearly import views as yearly

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
    path("<int:year>/yearly", yearly.yearly, name="yearly"),
    path("<int:year>/yearly/text", yearly.yearly_text, name="yearly_text"),
    path("<int:year>/yearly/decide", yearly.decide, name="yearly_decide"),
    path("<int:year>/yearly/undo/<int:reason_id>", yearly.undo, name="yearly_undo"),
    path("<int:year>/yearly.csv", yearly.yearly_csv, name="yearly_csv"),
    path("<int:year>/yearly.xlsx", yearly.yearly_xlsx, name="yearly_xlsx"),
    path("<int:year>/text/", texts.contents, name="texts"),
    path("<int:year>/text/whole", texts.whole, name="text_whole"),
    path("<int:year>/text/last-year", texts.last_year, name="text_last_year"),
    path("<int:year>/text/<slug:section>/", texts.section, name="text_section"),
    path("<int:year>/text/<slug:section>/<slug:name>", texts.sentence, name="text_sentence"),
    path("<int:year>/text/<slug:section>/<slug:name>/look", texts.look, name="text_look"),
    path("<int:year>/text/<slug:section>/<slug:name>/keep", texts.keep, name="text_keep"),
    path("<int:year>/score", scoring.score, name="score"),
    path("<int:year>/measures", views.measures, name="measures"),
    path("<int:year>/build", views.build, name="build"),
    path("<int:year>/blocking", views.blocking, name="blocking"),
    path("<int:year>/waive", waiving.waive, name="waive"),
    path("waivers/<int:passed_id>/lifted", waiving.waiver_lifted, name="waiver_lifted"),
    path("snapshots/<int:snapshot_id>/package.zip", taking.filing_package, name="package"),
    path("snapshots/<int:snapshot_id>/support.xlsx", taking.support_binder, name="binder"),
    path("snapshots/<int:snapshot_id>/support.pdf", taking.support_binder_pdf, name="binder_pdf"),
    path("<int:year>/own-cmrt", own.own, name="own"),
    path("<int:year>/own-cmrt/prepare", own.own_prepare_new, name="own_prepare"),
    path("own-cmrt/<int:own_id>/", own.own_one, name="own_one"),
    path("own-cmrt/<int:own_id>/answers/<slug:asked>", own.own_answer, name="own_answer"),
    path("own-cmrt/<int:own_id>/reviewed", own.own_reviewed, name="own_reviewed"),
    path("own-cmrt/<int:own_id>/returned", own.own_returned, name="own_returned"),
    path("own-cmrt/<int:own_id>/released", own.own_released, name="own_released"),
    path("own-cmrt/<int:own_id>/sent", own.own_went, name="own_sent"),
    path("own-cmrt/<int:own_id>/cmrt.xlsx", own.own_file, name="own_file"),
    path("<int:year>/posting", posting.posting, name="posting"),
    path("<int:year>/posting/make", posting.make, name="posting_make"),
    path("posting/<int:copy_id>/seen", posting.seen, name="posting_seen"),
    path("posting/<int:copy_id>/copy.zip", posting.web_copy, name="web_copy"),
    path("documents/<int:document_id>", views.document, name="document"),
]
