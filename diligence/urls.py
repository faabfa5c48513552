from django.urls import path

from diligence import acting, exports, recording, views

app_name = "diligence"
urlpatterns = [
    path("", views.newest, name="newest"),
    path("<int:year>/", views.log, name="log"),
    path("<int:year>/log.csv", exports.log_csv, name="log_csv"),
    path("<int:year>/log.xlsx", exports.log_xlsx, name="log_xlsx"),
    path("<int:year>/parties", views.parties, name="parties"),
    path("<int:year>/record/", recording.choose, name="choose"),
    path("<int:year>/record/<slug:code>/", recording.record, name="record"),
    path("entries/<int:line_id>/", views.entry, name="entry"),
    path("entries/<int:line_id>/correct", recording.correct, name="correct"),
    path("entries/<int:line_id>/withdraw", recording.withdraw, name="withdraw"),
    path("entries/<int:line_id>/evidence", views.evidence, name="evidence"),
    path("<int:year>/actions/", acting.actions, name="actions"),
    path("<int:year>/actions/open", acting.action_open, name="action_open"),
    path("<int:year>/actions/waiting", acting.waiting, name="waiting"),
    path("actions/<int:action_id>/", acting.action, name="action"),
    path("actions/<int:action_id>/change", acting.change, name="change"),
    path("actions/<int:action_id>/close", acting.close, name="close"),
    path("actions/<int:action_id>/evidence", acting.evidence, name="action_evidence"),
    path("requests/<int:request_id>/actions", acting.of_request, name="of_request"),
    path("facilities/<int:smelter_id>/actions", acting.of_facility, name="of_facility"),
]
