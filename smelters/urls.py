from django.urls import path

from smelters import views

app_name = "smelters"
urlpatterns = [
    path("", views.register_list, name="list"),
    path("<int:smelter_id>/", views.facility, name="facility"),
]
