"""The command line beyond one file: fill, diff, a folder, text for people, findings as a workbook."""

import datetime
import json
import multiprocessing
import os
import pty
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from suppliers.cmrt.commands.text import printable
from suppliers.cmrt.commands.workers import Worker
from tests.builders import build_cmrt
from tests.suppliers.cmrt.blanks import own_blank, said
from tests.suppliers.cmrt.check_case import HALF
from tests.suppliers.cmrt.test_cli import ROOT, run

DAY = ("--today", "2021-07-15")


@pytest.fixture
def declaration(tmp_path) -> Path:
    path = tmp_path / "declaration.xlsx"
    path.write_bytes(build_cmrt())
    return path


def test_it_fills_a_blank_with_what_it_read(declaration, tmp_path):
    (tmp_path / "read.json").write_bytes(run("read", str(declaration)).stdout)
    (tmp_path / "blank.xlsx").write_bytes(own_blank())
    out = tmp_path / "out.xlsx"
    done = run("fill", str(tmp_path / "blank.xlsx"), str(tmp_path / "read.json"), "-o", str(out))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    before, after = said(declaration.read_bytes()), said(out.read_bytes())
    for key in ("company", "scope", "effective_date", "smelters"):
        assert before[key] == after[key]


@pytest.mark.parametrize(
    ("declared", "line"),
    [
        (b'{"language": "Klingon"}', b"not_fillable: 'Klingon' is no language of this template"),
        (b"{", b"not_fillable: "),
        (b"[]", b"not_fillable: The declaration must be a JSON object"),
    ],
)
def test_it_refuses_to_fill_in_one_line(declared, line, tmp_path):
    (tmp_path / "blank.xlsx").write_bytes(own_blank())
    done = run("fill", str(tmp_path / "blank.xlsx"), "-", "-o", str(tmp_path / "out.xlsx"), data=declared)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(line) and done.stderr.count(b"\n") == 1
    assert not (tmp_path / "out.xlsx").exists()


def test_it_prints_what_changed(declaration, tmp_path):
    later = tmp_path / "later.xlsx"
    later.write_bytes(build_cmrt(company={"name": "Renamed Works"}, smelters=[{"smelter_id": "CID900001"}]))
    done = run("diff", str(declaration), str(later))
    changes = json.loads(done.stdout)
    assert done.returncode == 0
    assert [change["field"] for change in changes["company"]] == ["name"]
    assert len(changes["smelters"]["gone"]) == 3
    text = run("diff", str(declaration), str(later), "--format", "text").stdout.decode()
    assert "name: " in text and "Smelters gone (3)" in text
    assert (
        "The two say the same."
        in run("diff", str(declaration), "-", "--format", "text", data=build_cmrt()).stdout.decode()
    )


def test_it_writes_the_findings_to_send_back(tmp_path):
    out = tmp_path / "findings.xlsx"
    data = build_cmrt(company={"name": None})
    done = run("check", "-", *DAY, "--findings", str(out), data=data)
    assert done.returncode == 1
    assert json.loads(done.stdout) == json.loads(run("check", "-", *DAY, data=data).stdout)
    cells = [cell.value for row in openpyxl.load_workbook(out).active.iter_rows() for cell in row]
    assert "D8" in cells and "Must be corrected" in cells


def test_it_speaks_to_people_in_words(declaration):
    text = run("check", str(declaration), *DAY, "--format", "text").stdout.decode()
    assert "Checker: 0 required fields open" in text and "4 smelters listed" in text
    assert "Nothing was found." in text
    wrong = run("check", "-", *DAY, "--format", "text", data=build_cmrt(company={"name": None}))
    assert wrong.returncode == 1
    assert "Must be corrected (" in wrong.stdout.decode() and "Declaration!D8" in wrong.stdout.decode()


def test_it_speaks_in_words_on_a_terminal(declaration):
    main, terminal = pty.openpty()
    command = [sys.executable, "-m", "suppliers.cmrt", "read", str(declaration)]
    with subprocess.Popen(command, stdout=terminal, cwd=ROOT) as child:
        os.close(terminal)
        text = b""
        while chunk := _chunk(main):
            text += chunk
        assert child.wait(timeout=30) == 0
    os.close(main)
    assert b"4 smelters listed" in text and not text.startswith(b"{")


def _chunk(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "received"
    (folder / "late").mkdir(parents=True)
    (folder / "a.xlsx").write_bytes(build_cmrt(company={"name": "Alpha"}))
    (folder / "late/b.xlsx").write_bytes(build_cmrt(company={"name": None}, smelters=[{"smelter_id": "CID900001"}]))
    (folder / "c.xlsx").write_bytes(build_cmrt(company={"name": "Gamma"}))
    (folder / "d.xls").write_bytes(b"\xff\xd8\xff\xe0 a photograph")
    (folder / "~$a.xlsx").write_bytes(b"a lock")
    (folder / "notes.txt").write_bytes(b"not a workbook")
    return folder


def test_it_checks_a_folder_and_no_file_stops_the_others(folder):
    done = run("check", str(folder), *DAY)
    assert (done.returncode, done.stderr) == (2, b"")
    entries = {entry["file"]: entry for entry in json.loads(done.stdout)}
    assert list(entries) == ["a.xlsx", "c.xlsx", "d.xls", "late/b.xlsx"]
    assert [entry["status"] for entry in entries.values()] == [0, 0, 2, 1]
    assert entries["d.xls"]["code"] == "wrong_type"
    alpha = entries["a.xlsx"]
    assert (alpha["company"], alpha["version"], alpha["remaining"], alpha["block"]) == ("Alpha", "6.1", 0, 0)
    assert entries["late/b.xlsx"]["block"] > 0
    assert alpha["same_smelters_as"] == ["c.xlsx"]
    assert "same_smelters_as" not in entries["late/b.xlsx"]


def test_it_holds_a_file_against_what_is_known_beside_it(declaration, tmp_path):
    last_year, context = tmp_path / "read.json", tmp_path / "context.json"
    last_year.write_bytes(run("read", str(declaration)).stdout)
    context.write_text(
        json.dumps({"year": 2021, "company": "Zeta Qrx", "previous": json.loads(last_year.read_bytes())})
    )
    done = run("check", "-", *DAY, "--context", str(context), data=declaration.read_bytes())
    assert (done.returncode, done.stderr) == (0, b"")
    codes = [finding["code"] for finding in json.loads(done.stdout)["findings"]]
    assert codes == ["CMRT-K20f", "CMRT-K22g", "CMRT-Y3"]


def test_it_holds_a_list_against_the_fingerprint_of_another(tmp_path):
    paths = []
    for name in ("one", "other"):
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(build_cmrt(company={"name": name}, **HALF))
    printed = json.loads(run("check", str(paths[0]), *DAY).stdout)
    context = tmp_path / "context.json"
    context.write_text(json.dumps({"other_lists": [printed["list_fingerprint"]]}))
    checked = json.loads(run("check", str(paths[1]), *DAY, "--context", str(context)).stdout)
    assert "CMRT-Q11" in {finding["code"] for finding in checked["findings"]}


@pytest.mark.parametrize(
    ("context", "line"),
    [
        (b"{", b"is no context: Expecting"),
        (b"[]", b"is no context: not a JSON object."),
        (b'{"colour": "red"}', b"is no context: unknown: colour."),
        (b'{"year": "2021"}', b"is no context: not of its kind: year."),
        (b'{"mined": [1]}', b"is no context: not as it should be: "),
        (None, b"cannot be opened: No such file"),
    ],
)
def test_it_says_what_is_wrong_with_a_context(context, line, declaration, tmp_path):
    path = tmp_path / "context.json"
    if context is not None:
        path.write_bytes(context)
    done = run("check", str(declaration), "--context", str(path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"usage: ") and line in done.stderr and done.stderr.count(b"\n") == 1


def test_it_holds_a_folder_against_the_year_but_not_against_one_manufacturer(folder, tmp_path):
    context = tmp_path / "context.json"
    context.write_text('{"year": 2022}')
    plain, held = (
        {entry["file"]: entry.get("warn") for entry in json.loads(run("check", str(folder), *DAY, *given).stdout)}
        for given in ((), ("--context", str(context)))
    )
    assert held["a.xlsx"] == plain["a.xlsx"] + 1
    context.write_text('{"company": "Alpha"}')
    done = run("check", str(folder), "--context", str(context))
    assert (done.returncode, done.stdout) == (2, b"") and done.stderr.startswith(b"usage: company and previous ")


def test_it_sums_a_folder_up_in_a_table(folder):
    text = run("check", str(folder), *DAY, "--format", "text").stdout.decode()
    lines = text.splitlines()
    assert lines[0].split() == ["File", "Company", "Version", "Open", "Block", "Warn", "Info"]
    assert any(line.startswith("a.xlsx") and "Alpha" in line for line in lines)
    assert "  d.xls: wrong_type: This is a JPEG picture" in text
    assert "The same smelter list from different manufacturers: a.xlsx, c.xlsx" in text
    assert lines[-1] == "4 files: 2 fine, 1 blocked, 1 unread."


def test_it_has_the_worst_exit_code_of_a_folder(folder):
    (folder / "d.xls").unlink()
    assert run("check", str(folder), *DAY).returncode == 1
    (folder / "late/b.xlsx").unlink()
    assert run("check", str(folder), *DAY).returncode == 0


def test_it_refuses_an_empty_folder_and_findings_of_a_folder(tmp_path, folder):
    (tmp_path / "empty").mkdir()
    done = run("check", str(tmp_path / "empty"))
    assert (done.returncode, done.stdout) == (2, b"") and done.stderr.startswith(b"not_found: ")
    done = run("check", str(folder), "--findings", "out.xlsx")
    assert (done.returncode, done.stdout) == (2, b"")


def test_it_never_lets_a_file_command_the_terminal():
    assert printable("Acme \x1b[31m\x9b\r\nWorks\u202e") == "Acme  [31m   Works "


@pytest.mark.parametrize("command", [(), ("read",), ("check",), ("fill",), ("diff",)])
def test_it_explains_itself(command):
    done = run(*command, "--help")
    assert done.returncode == 0 and b"usage: python -m suppliers.cmrt" in done.stdout


def test_it_replaces_a_process_that_a_file_brought_down(declaration):
    worker = Worker(datetime.date(2021, 7, 15))
    try:
        assert worker.check(str(declaration))["company"]
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        lost = worker.check(str(declaration))
        assert (lost["status"], lost["code"]) == (2, "not_finished")
        assert worker.check(str(declaration))["status"] == 0
    finally:
        worker.close()
