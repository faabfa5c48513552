"""A security key in a real browser: set up, asked for at the next sign-in, and said so when it does not answer."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_security_key_stands_for_the_app(page_for, legal, period, settings):
    settings.MFA_REQUIRED = True
    page = page_for(legal.email)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]
    page.get_by_role("link", name="Use a security key instead").click()
    page.get_by_role("button", name="Add it").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them; go on").click()
    page.wait_for_url("**/desk/**")
    page.get_by_role("button", name="Sign out").click()

    sign_in(page, legal.email)
    page.get_by_role("button", name="Use the security key").click()
    page.wait_for_url("**/desk/**")
    page.get_by_role("button", name="Sign out").click()

    sign_in(page, legal.email)
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('gone')); }")
    page.get_by_role("button", name="Use the security key").click()
    expect(page.get_by_role("alert")).to_contain_text("did not come to an end")
    expect(page).to_have_url(re.compile("second-factor/authenticate"))
    assert page.complaints == []
