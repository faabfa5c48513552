"""What manufacturers write is text on every page, in every role: no dialog opens, no policy is hurt."""

import pytest
from django.urls import reverse

from smelters.models import Smelter
from suppliers.models import FindingRow, Mention, Submission, Supplier, Upload
from tests.suppliers.parts import a_submission, an_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '"><script>alert(1)</script>',
    "' autofocus onfocus='alert(1)",
    '" onmouseover="alert(1)',
    "javascript:alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    "{{7*7}}{% now 'Y' %}",
    "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "\u202etxet siht daer\u2066",
]


@pytest.fixture
def hostile(alder) -> list[Submission]:
    """One declaration a vector, each with the vector wherever a manufacturer can write."""
    return [_declare(alder, number, text) for number, text in enumerate(VECTORS)]


def _declare(asked, number: int, text: str) -> Submission:
    answer = {"answer": text, "comment": text, "cell": "Declaration!D27"}
    found = a_submission(
        an_upload(asked, text.encode(), file_name=text[:120], reason=text),
        state="superseded",
        company_name=text,
        document={
            "company": {
                "contact_name": text,
                "contact_email": text,
                "authorizer_name": text,
                "scope_description": text,
            },
            "answers": {"1": {"Tin": answer}},
            "company_answers": {"B": answer},
            "checker": {"remaining": 1, "items": [{"cell": "Declaration!D27", "message": text}]},
        },
    )
    smelter = Smelter.objects.create(
        metal="Tin", smelter_id=f"CID99{number:04}", name=text, country=text[:80], city=text
    )
    given = {"metal": "Tin", "name": text, "standard_name": text, "country": text, "listed": "listed"}
    Mention.objects.create(submission=found, row=5, smelter=smelter, match="id", **given)
    Mention.objects.create(submission=found, row=6, **given)
    for code in ("CMRT-C01", "REG-06"):
        params = {"name": text, "metal": text, "count": 1, "first": text}
        FindingRow.objects.create(submission=found, code=code, severity="block", params=params)
    return found


def test_it_is_text_on_every_page(page_for, hostile, alder, legal, admin_user):
    Supplier.objects.update(name=VECTORS[1])
    Submission.objects.filter(pk=hostile[0].pk).update(state="accepted")
    Submission.objects.filter(pk=hostile[1].pk).update(state="in_review")
    both = ["/desk/", "/desk/manufacturers/", "/desk/facilities/", "/desk/names/", "/filing/", "/smelters/"]
    both += [reverse("review:manufacturer", args=[alder.pk])]
    both += [reverse("review:submission", args=[one.pk]) for one in hostile]
    both += [reverse("smelters:facility", args=[one.pk]) for one in Smelter.objects.all()[:4]]
    lists = [
        f"/admin/{name}/" for name in ("smelters/smelter", "suppliers/supplier", "suppliers/upload", "cmr/auditevent")
    ]
    theirs = ["/portal/", reverse("portal:request", args=[alder.pk])]
    theirs += [reverse("portal:result", args=[one.pk]) for one in Upload.objects.all()]
    for email, urls in (
        ("alice@alder.example", theirs),
        ("lena@meridian.example", both),
        ("ada@meridian.example", [*both[:6], *lists]),
    ):
        page = page_for(email)
        for url in urls:
            assert page.goto(url).status == 200, url
            assert page.complaints == [], url
            assert "/admin/" in url or "\u202e" not in page.inner_text("body"), url
