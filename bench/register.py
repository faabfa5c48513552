"""What the register's pages cost the server: 3,000 facilities, 20,000 status records, 9,000 names, 24 lists.

    python -m bench.register

Signed in, the whole way through middleware, view and template. The facility shown is named by 2,000 manufacturers.
"""

import datetime as dt

from bench.timing import figures, medians, own_instance, report

FACILITIES, MANUFACTURERS = 3_000, 2_000
ROUNDS = 9
LIMIT_S = 0.1


def main() -> None:
    own_instance()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cmr.models import Role, User
    from smelters.models import Smelter
    from smelters.selectors import register_as_of

    named = fill()
    clients = {role: Client() for role in (Role.LEGAL, Role.ADMIN)}
    for role, client in clients.items():
        user = User.objects.create_user(f"{role}@bench.example", role)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = {
        "register": "/smelters/",
        "register, last page": "/smelters/?page=30",
        "search for a name": "/smelters/?q=northern+works",
        "search for nothing like it": "/smelters/?q=zzzz",
        "by status": "/smelters/?status=conformant&sort=-since",
        "status lost since": "/smelters/?lost=2025-01-31&covered=no",
        "all filters": "/smelters/?q=works&metal=Tin&status=not_listed&covered=yes&lost=2025-01-31&sort=status",
        "facility": f"/smelters/{named}/",
        "who reports it": f"/desk/named/{named}/?page=20",
        "by country": "/smelters/countries/",
        "admin: register": "/admin/smelters/smelter/",
        "admin: by status": "/admin/smelters/smelter/?status=active&q=works",
        "admin: facility": f"/admin/smelters/smelter/{named}/change/",
        "admin: correct": f"/admin/smelters/smelter/{named}/correct/",
        "admin: records": "/admin/smelters/statusrecord/",
        "admin: lists": "/admin/smelters/statuslist/",
    }

    def get(name: str) -> None:
        client = clients[Role.ADMIN if name.startswith("admin") else Role.LEGAL]
        assert client.get(pages[name], headers={"host": "localhost"}).status_code == 200, name

    queries = {}
    for name in pages:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            get(name)
        queries[name] = len(asked)
    seconds = medians({name: lambda name=name: get(name) for name in pages}, ROUNDS)
    whole = medians({"register_as_of, no page": lambda: register_as_of(dt.date(2026, 1, 31))}, ROUNDS)
    report(f"The register, {Smelter.objects.count():,} facilities", seconds | whole, "register")
    print("\nqueries: " + ", ".join(f"{name} {number}" for name, number in queries.items()))
    slowest = max(seconds, key=lambda name: seconds[name])
    figures({
        "slowest": slowest, "slowest_s": seconds[slowest], "limit_s": LIMIT_S, "most_queries": max(queries.values()),
        "register_as_of_s": whole["register_as_of, no page"],
    })  # fmt: skip


def fill() -> int:
    """Facilities, names, lists, records, and who names one of them; the key of that one."""
    from bench.instance import dated, mention
    from bench.instance import fill as fill_period
    from smelters.models import Smelter
    from suppliers.models import Mention, Submission
    from suppliers.services.summaries import summaries_renew

    fill_period(2025, MANUFACTURERS, FACILITIES, 3)
    smelters = list(Smelter.objects.all())
    named, ids = smelters[0], {each.smelter_id: each.pk for each in smelters}
    Mention.objects.bulk_create(
        (mention(submission, 99, named, ids) for submission in Submission.objects.all()), batch_size=1000
    )
    summaries_renew(Submission.objects.values_list("pk", flat=True))
    dated(smelters)
    return named.pk


if __name__ == "__main__":
    main()
