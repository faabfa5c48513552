from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.filing, name="filing"),
    path("<int:year>/", views.filing, name="filing"),
    path("<int:year>/risk", views.risk, name="risk"),
    path("<int:year>/build", views.build, name="build"),
    path("<int:year>/blocking", views.blocking, name="blocking"),
    path("documents/<int:document_id>", views.document, name="document"),
]
