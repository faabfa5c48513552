"""The address plan; who may open what stands in `cmr.access`."""

from allauth.account.views import request_login_code
from django.contrib import admin
from django.urls import include, path

from cmr import company_sign_in, views

handler500 = "cmr.views.failed"

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    # One door: the sign-in page is the page that sends a code. allauth's other pages are closed in cmr.access.
    path("accounts/login/", request_login_code, name="account_login"),
    path("accounts/", include("allauth.account.urls")),
    # Only what the table opens of it; elsewhere than accounts/, since the team's pages speak English.
    path("second-factor/", include("allauth.mfa.urls")),
    path("company/<slug:provider_id>/login/", company_sign_in.away, name="openid_connect_login"),
    path("company/<slug:provider_id>/login/callback/", company_sign_in.back, name="openid_connect_callback"),
    path("account/", include("cmr.account")),
    path("people/", include("cmr.people")),
    path("audit/", include("cmr.auditing")),
    path("language", views.language, name="language"),
    path("link/", include("suppliers.door.urls")),
    path("portal/", include("suppliers.portal.urls")),
    path("desk/", include("suppliers.review.urls")),
    path("campaign/", include("suppliers.campaign.urls")),
    path("filing/", include("reports.urls")),
    path("smelters/", include("smelters.urls")),
    path("diligence/", include("diligence.urls")),
    path("admin/", admin.site.urls),
]
