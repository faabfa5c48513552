from django.urls import path

from suppliers.portal import sending, views

app_name = "portal"
urlpatterns = [
    path("", views.requests, name="requests"),
    path("requests/<int:request_id>/", views.request_page, name="request"),
    path("requests/<int:request_id>/upload", sending.upload, name="upload"),
    path("requests/<int:request_id>/nothing", sending.nothing, name="nothing"),
    path("requests/<int:request_id>/template", views.template, name="template"),
    path("files/<int:upload_id>/", views.result, name="result"),
    path("files/<int:upload_id>/progress", views.progress, name="progress"),
    path("files/<int:upload_id>/original", views.original, name="original"),
    path("files/<int:upload_id>/findings", views.findings, name="findings"),
    path("files/<int:upload_id>/send", sending.send, name="send"),
    path("files/<int:upload_id>/explain", sending.explain, name="explain"),
]
