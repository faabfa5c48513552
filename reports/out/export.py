"""facts.json and findings.json: a filing's facts and findings for people and programs; pure."""

import json
from collections.abc import Iterable
from typing import Any

from cmr.findings import Finding
from reports.canonical import jsonable
from reports.facts.sheet import AnnexRow, FilingFacts
from reports.prefiling import ALL_CHECKS


def facts_out(facts: FilingFacts) -> dict[str, Any]:
    """The facts under their public names; every annex row with the files and cells that name it."""
    return jsonable(
        {
            "year": facts.year,
            "registrant": facts.filer.name,
            "due_date": facts.due_date,
            "status_as_of": facts.as_of,
            "status_lists": facts.lists,
            "total": facts.total,
            "by_metal": facts.by_metal,
            "by_status": facts.by_status,
            "by_metal_and_status": {
                metal: {status: facts.with_status(status, metal) for status in facts.by_status}
                for metal in facts.by_metal
            },
            "distinct_ids": facts.distinct_ids,
            "distinct_names": facts.distinct_names,
            "surveyed": facts.surveyed,
            "responded": facts.responded,
            "accepted": facts.accepted,
            "without_accepted": facts.without_accepted,
            "no_covered_sourcing": facts.no_covered_sourcing,
            "question_3": facts.question_3,
            "question_3_by_metal": facts.question_3_by_metal,
            "declared_by_metal": facts.declared_by_metal,
            "declaration_levels": facts.declaration_levels,
            "recycled_by_metal": facts.recycled_by_metal,
            "beside_last_year": facts.yearly,
            "origins": facts.origins,
            "origins_not_understood": facts.unread_origins,
            "mines_stated": facts.mines,
            "statuses_corrected": facts.corrected,
            "known_from_manufacturers_alone": facts.reported,
            "statuses_without_list": facts.without_list,
            "tables": facts.risk.tables,
            "risk": {
                "method": facts.risk.method,
                "graded": facts.graded,
                "tables_missing": facts.risk.missing,
                "lost_since": facts.risk.before,
                "by_grade": facts.by_grade,
            },
            "in_cahra": [
                {"metal": row.metal, "smelter_id": row.smelter_id, "name": row.name, "country": row.country}
                for row in facts.in_cahra
            ]
            if facts.screened
            else None,
            "origins_by_facility": facts.risk.origins,
            "later_tables": facts.risk.later,
            "unresolved_sanctioned": facts.risk.names,
            "outreach": facts.outreach,
            "diligence_log": facts.log,
            "leaf": facts.leaf,
            "decision": facts.decision,
            "rcoi_conclusion": facts.conclusion,
            "rcoi_grounds": facts.grounds,
            "in_covered_countries": [
                {key: value for key, value in _row(row).items() if key != "manufacturers"} for row in facts.in_covered
            ],
            "unresolved_names": len(facts.unresolved),
            "unresolved": facts.unresolved,
            "excluded_names": facts.excluded,
            "not_identified": facts.sentinels,
            "annex": [_row(row) | {"sources": _sources(row, facts)} for row in facts.annex],
        }
    )


def findings_out(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """The findings with their sentences, the blocking ones first."""
    ranked = sorted(findings, key=lambda finding: ("block", "warn", "info").index(finding.severity))
    return [
        {
            "code": finding.code,
            "severity": str(finding.severity),
            "place": str(finding.place),
            "message": ALL_CHECKS.message(finding.code, finding.params),
            "remedy": ALL_CHECKS.remedy(finding.code, finding.params),
        }
        for finding in ranked
    ]


def pretty(value: Any) -> bytes:
    """JSON for reading: sorted keys, two blanks, UTF-8."""
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _row(row: AnnexRow) -> dict[str, Any]:
    return {
        "metal": row.metal,
        "smelter_id": row.smelter_id,
        "name": row.name,
        "country": row.country,
        "status": row.status,
        "manufacturers": row.manufacturers,
        "recycler": row.recycler,
        "closed": row.closed,
        "grade": row.grade or None,
        "grade_reasons": row.reasons,
    }


def _sources(row: AnnexRow, facts: FilingFacts) -> list[dict[str, Any]]:
    found = []
    for index, address in row.sources:
        file, (sheet, _, cells) = facts.files[index], address.rpartition("!")
        found.append(
            {
                "supplier": file.supplier,
                "sha256": file.sha256,
                "file": file.file_name,
                "sheet": sheet,
                "cells": cells.split(", "),
            }
        )
    return found
