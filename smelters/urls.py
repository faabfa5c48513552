from django.urls import path

from smelters import views

app_name = "smelters"
urlpatterns = [
    path("", views.register_list, name="list"),
    path("countries/", views.country_table, name="countries"),
    path("evidence/<int:record_id>", views.evidence, name="evidence"),
    path("<int:smelter_id>/", views.facility, name="facility"),
]
