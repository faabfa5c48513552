"""The address plan; who may open what stands in `cmr.access`."""

from django.contrib import admin
from django.urls import include, path

from cmr import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("accounts/", include("allauth.account.urls")),
    path("portal/", include("suppliers.portal.urls")),
    path("desk/", include("suppliers.review.urls")),
    path("filing/", include("reports.urls")),
    path("admin/", admin.site.urls),
]
