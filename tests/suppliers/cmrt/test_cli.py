"""`python -m suppliers.cmrt`: exit codes, JSON on one stream, one sentence on the other."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import build_cmrt

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "suppliers.cmrt", *arguments], input=data, capture_output=True, cwd=ROOT, timeout=30
    )


def test_it_prints_what_a_file_says(tmp_path):
    path = tmp_path / "declaration.xlsx"
    path.write_bytes(build_cmrt(company={"name": "北京 Board Works\t"}, answers={3: {"Tin": ("Unknown", "asked")}}))
    done = run("read", str(path))
    result = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (result["kind"], result["version"], result["language"], result["scope"]) == ("CMRT", "6.1", "English", "A")
    assert result["company"]["name"] == "北京 Board Works"
    assert result["company_cells"]["name"] == "Declaration!D8"
    assert result["effective_date"] == "2021-06-30"
    assert result["answers"]["3"]["Tin"] == {
        "answer": "Unknown",
        "comment": "asked",
        "cell": "Declaration!D39",
        "raw": "Unknown",
    }
    row = result["smelters"][0]
    assert (row["row"], row["metal"], row["smelter_id"], row["listed"], row["known"]) == (
        5,
        "Gold",
        "CID900001",
        "listed",
        True,
    )
    assert row["cells"]["smelter_id"] == "Smelter List!A5"
    assert "findings" not in result


def test_it_checks_from_standard_input_and_finds_nothing_wrong():
    done = run("check", "-", "--today", "2021-07-15", data=build_cmrt())
    result = json.loads(done.stdout)
    assert done.returncode == 0
    assert result["checker"] == {"remaining": 0, "cached": None, "errors": [], "items": []}
    assert result["findings"] == []


def test_it_exits_1_when_a_finding_blocks():
    done = run("check", "-", "--today", "2021-07-15", data=build_cmrt(company={"name": None}))
    result = json.loads(done.stdout)
    assert done.returncode == 1
    (item,) = result["checker"]["items"]
    assert (item["cell"], item["field"]) == ("Declaration!D8", "company_name")
    assert result["findings"][0]["code"] == "CMRT-C01"
    assert {"code", "severity", "sheet", "cell", "message", "remedy", "params"} == result["findings"][0].keys()


def test_it_judges_dates_on_the_day_it_is_given():
    def codes(day: str) -> set[str]:
        found = json.loads(run("check", "-", "--today", day, data=build_cmrt()).stdout)["findings"]
        return {finding["code"] for finding in found}

    assert codes("2021-06-29") == {"CMRT-K20b"}
    assert codes("2021-06-30") == set()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (build_cmrt(version="3.01"), "unsupported_version"),
        (build_cmrt(kind="Cobalt Reporting Template"), "wrong_template"),
        (b"", "empty_file"),
        (b"\xff\xd8\xff\xe0 a photograph", "wrong_type"),
    ],
    ids=["old version", "other template", "empty", "photograph"],
)
def test_it_refuses_in_one_line(data, code):
    done = run("check", "-", data=data)
    assert (done.returncode, done.stdout) == (2, b"")
    line = done.stderr.decode()
    assert line.startswith(f"{code}: ") and line.count("\n") == 1 and line.endswith(".\n")


def test_it_refuses_a_file_that_is_not_there():
    done = run("read", "/nowhere/declaration.xlsx")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"not_found: ") and b"Traceback" not in done.stderr
