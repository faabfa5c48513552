"""A year of 10,000 manufacturers with 350 rows each: what the roll-up costs, the ingest of rows, and the desk's pages.

    python -m bench.rollup [--manufacturers 10000]

On PostgreSQL (DATABASE_URL names the server), in a database of the bench's own; 3.5 million rows take about 2 GB and
some minutes to write. The roll-up is the one that the desk's page of facilities and the filing rest on: which facility,
named by how many manufacturers, and its status on a day. Beside it stands the same answer by one query written by hand.
One row in 350 names nobody: there are 1,000 unknown names, and every third is decided to be a facility.
"""

import argparse
import datetime as dt
import os
import secrets
import time
from collections.abc import Callable
from typing import Any

import psycopg

from bench.cmrt import declaration
from bench.timing import figures, medians, own_instance, report
from tests.services.servers import database_copy

SERVER = "postgres://postgres@127.0.0.1:5432/postgres"
TODAY = dt.date(2026, 1, 31)
ROWS, NAMED, FACILITIES, NAMES = 350, 600, 3_000, 1_000
ROUNDS, FILES = 9, 30
OURS, BY_HAND = "CMR: facilities_named", "SQL by hand"

# Materialized, and by the year: else the planner walks 3.5 million rows in the order of their facilities, page by page.
SQL = """
WITH named AS MATERIALIZED (
    SELECT m.smelter_id, count(DISTINCT r.supplier_id) AS manufacturers
    FROM suppliers_mention m
    JOIN suppliers_submission d ON d.id = m.submission_id
    JOIN suppliers_request r ON r.id = d.request_id
    JOIN cmr_reportingperiod p ON p.id = r.period_id
    WHERE p.year = %s AND d.state = 'accepted' AND m.smelter_id IS NOT NULL
    GROUP BY m.smelter_id
)
SELECT f.metal, f.smelter_id, n.manufacturers,
       CASE WHEN s.valid_from IS NULL OR l.as_of > s.valid_from THEN 'not_listed' ELSE s.status_group END
FROM named n
JOIN smelters_smelter f ON f.id = n.smelter_id
LEFT JOIN LATERAL (SELECT c.valid_from, t."group" AS status_group
                   FROM smelters_statusrecord c JOIN smelters_status t ON t.code = c.status_id
                   WHERE c.smelter_id = f.id AND c.valid_from <= %s
                   ORDER BY c.valid_from DESC, c.id DESC LIMIT 1) s ON true
LEFT JOIN LATERAL (SELECT max(i.as_of) AS as_of FROM smelters_statuslist i
                   WHERE i.as_of <= %s AND i.metals ? f.metal AND i.groups ? s.status_group) l ON true
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--manufacturers", type=int, default=10_000)
    given = parser.parse_args()
    try:
        with database_copy(os.environ.get("DATABASE_URL") or SERVER, f"cmr_rollup_{os.getpid()}") as url:
            measure(url, given.manufacturers)
    except psycopg.OperationalError as error:
        print(f"The roll-up is measured on PostgreSQL, which DATABASE_URL must name: {error}".splitlines()[0])


def measure(url: str, manufacturers: int) -> None:
    own_instance(url)
    from django.db import connection

    from suppliers.review.selectors import facilities_named

    period = built(manufacturers)
    given = (period.year, TODAY, TODAY)

    def by_hand() -> set[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(SQL, given)
            return set(cursor.fetchall())

    ours = {
        (row.facility.metal, row.facility.smelter_id, row.manufacturers, row.status.group)
        for row in facilities_named(period, TODAY).rows
    }
    assert ours == by_hand(), "The roll-up and the query written by hand do not say the same."
    seconds = medians({OURS: lambda: facilities_named(period, TODAY), BY_HAND: by_hand}, ROUNDS)
    report(f"{len(ours)} facilities, named by {manufacturers:,} manufacturers in {ROWS} rows each", seconds, BY_HAND)
    slowest, slowest_s = pages(period)
    rows_per_s = ingested(period.year - 1)
    connection.close()
    figures({
        "rollup_s": seconds[OURS], "ingest_rows_per_s": rows_per_s, "vs_sql": seconds[OURS] / seconds[BY_HAND],
        "sql_s": seconds[BY_HAND], "mentions": manufacturers * ROWS, "load": os.getloadavg()[0],
        "slowest_page": slowest, "slowest_page_s": slowest_s,
    })  # fmt: skip


def built(manufacturers: int) -> Any:
    """The year with its register, its unknown names and decisions; told what writing it took."""
    from django.db import connection

    from bench.instance import dated, fill
    from cmr.vocab import METALS
    from smelters.models import Smelter
    from suppliers.models import Mention, Submission, UnknownName
    from suppliers.services.dispositions import name_decide

    start = time.perf_counter()
    names = UnknownName.objects.bulk_create(
        UnknownName(metal="Tin", key=f"nobody {number}", name=f"Nobody {number}") for number in range(NAMES)
    )

    def unknown(submission: Submission) -> list[Mention]:
        name = names[submission.pk % NAMES]
        cells = {"name": f"Smelter List!C{ROWS + 4}"}
        return [
            Mention(
                submission=submission, row=ROWS + 4, metal=name.metal, name=name.name, country="PERU",
                listed="not_listed", cells=cells, unknown_name=name,
            )
        ]  # fmt: skip

    period = fill(2025, manufacturers, NAMED, ROWS - 1, unknown)
    metals = list(METALS)
    Smelter.objects.bulk_create(
        Smelter(metal=metals[number % 4], smelter_id=f"CID{number:06d}", name=f"Works {number} Ltd.")
        for number in range(NAMED, FACILITIES)
    )
    dated(list(Smelter.objects.all()))
    vacuum()
    tin = list(Smelter.objects.filter(metal="Tin").order_by("pk")[: NAMES // 3])
    for name, smelter in zip(names[::3], tin, strict=False):
        if name.mentions.exists():
            name_decide(name, period, "matched", reason="bench", actor=None, seen=0, smelter=smelter)
    vacuum()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        (size,) = cursor.fetchone()
    print(f"{manufacturers * ROWS:,} rows written in {time.perf_counter() - start:.0f} s; the database has {size}.")
    return period


def vacuum() -> None:
    """What PostgreSQL does by itself where autovacuum is on."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def pages(period: Any) -> tuple[str, float]:
    """What the desk's pages cost the server; the slowest."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cmr.models import AuditHead, Role, User
    from suppliers.models import Mention, Submission, UnknownName

    client = Client()
    user = User.objects.create_user("legal@bench.example", Role.LEGAL)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    submission = Submission.objects.filter(request__period=period).earliest("pk")
    name = UnknownName.objects.filter(mentions__submission=submission).first()
    desk = f"/desk/{period.year}"
    addresses = {
        "period": f"{desk}/",
        "manufacturers": f"{desk}/manufacturers/",
        "manufacturers by rows, last page": f"{desk}/manufacturers/?sort=-rows&state=answered&page=100",
        "manufacturers by findings": f"{desk}/manufacturers/?sort=-block",
        "facilities": f"{desk}/facilities/",
        "origin disputed": f"{desk}/across/",
        "unknown names": f"{desk}/names/",
        "an unknown name": f"{desk}/names/{name.pk if name else 0}/",
        "manufacturer": f"/desk/requests/{submission.request_id}/",
        "submission": f"/desk/submissions/{submission.pk}/",
        "who names a facility": f"/desk/named/{Mention.objects.filter(submission=submission).first().smelter_id}/",
        "risk": f"/filing/{period.year}/risk",
    }

    def get(address: str) -> int:
        answer = client.get(address, headers={"host": "localhost"})
        assert answer.status_code == 200, address
        return len(answer.content)

    queries, first, size = {}, {}, {}
    for page, address in addresses.items():
        AuditHead.objects.update(hash=secrets.token_hex(32))  # as if something had changed: nothing kept counts
        start = time.perf_counter()
        size[page] = get(address)
        first[page] = time.perf_counter() - start
        with CaptureQueriesContext(connection) as asked:
            get(address)
        queries[page] = len(asked)
    contenders: dict[str, Callable[[], object]] = {
        page: (lambda address=address: get(address)) for page, address in addresses.items()
    }
    seconds = medians(contenders, ROUNDS)
    print(f"\n{'':44}{'changed':>12}{'unchanged':>12}{'kB':>8}{'queries':>9}")
    for page in addresses:
        print(
            f"{page:44}{first[page] * 1000:>9.1f} ms{seconds[page] * 1000:>9.1f} ms{size[page] / 1000:>8.1f}"
            f"{queries[page]:>9}"
        )
    return max(seconds.items(), key=lambda each: each[1])


def ingested(year: int) -> float:
    """Rows a second from a declaration as read to its rows in the database: matched, checked, written, committed."""
    from bench.instance import ask
    from bench.instance import period as period_of
    from suppliers.cmrt.child import Read, read_in_child
    from suppliers.services import claims, ingest, uploads
    from suppliers.services.rows import storable

    read = read_in_child(declaration(), TODAY, {})
    assert isinstance(read, Read)
    document, period, taken = storable(read.document), period_of(year), []
    for number in range(FILES):
        data = [str(number).encode()]
        sent = uploads.upload_receive(ask(period, number), file_name="cmrt.xlsx", chunks=data, actor=None)
        upload = claims.claim(sent.pk)
        assert upload
        start = time.perf_counter()
        ingest._write(upload, document)
        taken.append(time.perf_counter() - start)
    print(f"\n{len(document['smelters'])} rows from document to commit: {sorted(taken)[FILES // 2] * 1000:.1f} ms")
    return len(document["smelters"]) / sorted(taken)[FILES // 2]


if __name__ == "__main__":
    main()
