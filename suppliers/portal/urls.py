from django.urls import path

from suppliers.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.requests, name="requests"),
    path("requests/<int:request_id>/", views.request_page, name="request"),
    path("requests/<int:request_id>/upload", views.upload, name="upload"),
    path("files/<int:upload_id>/", views.result, name="result"),
    path("files/<int:upload_id>/progress", views.progress, name="progress"),
    path("files/<int:upload_id>/original", views.original, name="original"),
]
