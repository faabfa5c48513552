"""What building a filing costs: facts, checks, narrative, EDGAR HTML, PDF; and how it grows with the rows.

    python -m bench.filing [--large]

Small is 7 manufacturers and 300 facilities. --large adds 10,000 manufacturers naming 350 facilities each (3.5 million
rows; it takes minutes to write them) and an annex of 5,000.
"""

import datetime as dt
import resource
import sys

from bench.timing import figures, medians, own_instance, report

TODAY = dt.date(2026, 5, 15)
ROUNDS = 5


def main() -> None:
    own_instance()
    from django.db import connection

    from bench.instance import fill
    from cmr import append_only
    from reports import services
    from reports.facts.gather import build_facts
    from reports.models import RenderedDocument, Snapshot
    from reports.narrative.compose import compose_report
    from reports.render import edgar

    sizes = {"small": (2025, 7, 300, 200), "wide": (2024, 70, 300, 200), "long": (2023, 7, 1200, 800)}
    if "--large" in sys.argv:
        sizes["large"] = (2022, 10_000, 5_000, 350)
    years = {name: fill(year, *shape) for name, (year, *shape) in sizes.items()}

    # What was built is kept for good; here it goes, so that the next round renders again.
    for model in (Snapshot, RenderedDocument):
        append_only.remove(connection, model._meta.db_table)

    def whole(name: str) -> None:
        services.filing_build(years[name], actor=None, today=TODAY)
        Snapshot.objects.all().delete()

    contenders = {}
    for name in ("small", "wide", "long"):
        year = years[name]
        facts = build_facts(year, today=TODAY)
        narrative = compose_report(facts)
        contenders |= {
            f"{name}: facts": lambda year=year: build_facts(year, today=TODAY),
            f"{name}: narrative": lambda facts=facts: compose_report(facts),
            f"{name}: EDGAR HTML": lambda narrative=narrative: edgar.documents(narrative, draft=False),
            f"{name}: all, with checks and PDF": lambda name=name: whole(name),
        }
    seconds = medians(contenders, ROUNDS)
    report("Building a filing", seconds, "small: all, with checks and PDF")
    found: dict[str, object] = {
        f"{name}_s": seconds[f"{name}: all, with checks and PDF"] for name in ("small", "wide", "long")
    }
    if "--large" in sys.argv:
        found["large_s"] = medians({"large": lambda: whole("large")}, 1)["large"]
        for key, who in (("large_rss_mb", resource.RUSAGE_SELF), ("large_pdf_rss_mb", resource.RUSAGE_CHILDREN)):
            found[key] = resource.getrusage(who).ru_maxrss / 1024
    figures(found)


if __name__ == "__main__":
    main()
