"""Reading in a process of its own: a verdict is a verdict, and a death is not."""

import contextlib
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from suppliers.cmrt import child, limits
from suppliers.cmrt.child import Died, Read, Refused, read_in_child
from tests.builders import build_cmrt
from tests.suppliers.cmrt.archives import Member, archive, book_parts, members_of, package

ROOT = Path(child.__file__).resolve().parents[2]
CORNER = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
MEASURED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "suppliers.cmrt", "check", "-"], stdin=sys.stdin, capture_output=True)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, len(done.stderr.splitlines()))
"""


@pytest.fixture
def interpreter(monkeypatch, tmp_path):
    """Put a shell script in the place of the interpreter."""

    def stand_in(script: str) -> Path:
        path = tmp_path / "python"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        monkeypatch.setattr(child.sys, "executable", str(path))
        return path

    return stand_in


def flood() -> bytes:
    """Well-formed rows without end, at a ratio that is not suspicious."""
    return package(
        book_parts("".join(f'<row r="{n}"><c r="A{n}"><v>{n * 7919}</v></c></row>' for n in range(1, 60_000)))
    )


def alive(process: Path) -> bool:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return process.read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    return False


HOSTILE = {
    "far corner": (lambda: package(book_parts(CORNER)), "limit_exceeded"),
    "60,000 rows": (flood, "limit_exceeded"),
    "bomb": (lambda: archive([*members_of(book_parts()), Member("a.bin", bytes(39_000_000))]), "zip_bomb"),
    "long text": (
        lambda: package(book_parts() | {"xl/sharedStrings.xml": b"<sst>" + bytes(range(32, 38)) * 6_000_000}),
        "zip_bomb",
    ),
    "12,000 members": (
        lambda: archive([Member(f"{n}.xml", method=0) for n in range(12_000)]),
        "too_many_members",
    ),
    "picture": (lambda: b"\xff\xd8\xff\xe0" + bytes(2_000_000), "wrong_type"),
    "too large": (lambda: b"PK\3\4" + bytes(16_000_000), "too_large"),
}


def test_it_reads_a_declaration():
    outcome = read_in_child(build_cmrt(company={"name": "Acme 錫"}), date(2021, 7, 1))
    assert isinstance(outcome, Read)
    assert outcome.document["company"]["name"] == "Acme 錫"
    assert isinstance(outcome.document["findings"], list)


def test_it_judges_by_the_day_it_is_given():
    def codes(today: str) -> set[str]:
        outcome = read_in_child(build_cmrt(effective_date=date(2021, 6, 30)), today)
        assert isinstance(outcome, Read)
        return {finding["code"] for finding in outcome.document["findings"]}

    assert codes("2021-07-01") != codes("2021-01-01")


def test_it_judges_by_what_is_known_beside_the_file():
    data = build_cmrt(smelters=[{"smelter_id": "CID900001"}])
    last_year = {"smelters": [{"metal": "Gold", "smelter_id": "CID900002", "name": 'Käfer "Gold" ' * 20_000}]}
    outcome = read_in_child(data, date(2021, 7, 1), {"year": 2022, "previous": last_year, "company": None})
    assert isinstance(outcome, Read)
    assert {"CMRT-K20d", "CMRT-Y1"} <= {finding["code"] for finding in outcome.document["findings"]}


@pytest.mark.parametrize("context", [{"colour": "red"}, {"year": "2021"}, {"previous": {"answers": {"1": "Yes"}}}])
def test_a_context_that_is_none_says_nothing_of_the_file(context):
    outcome = read_in_child(build_cmrt(), date(2021, 7, 1), context)
    assert isinstance(outcome, Died)
    assert "is no context" in outcome.reason


def test_what_is_known_stands_on_no_command_line(interpreter):
    interpreter("""printf '{"arguments": "%s", "known": %s}' "$*" "$(cat "$8")" """)
    outcome = read_in_child(b"x", "2021-07-01", {"company": "Acme"})
    assert isinstance(outcome, Read)
    assert "Acme" not in outcome.document["arguments"]
    assert outcome.document["known"] == {"company": "Acme"}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_refuses_hostile_files_soon_and_goes_on(name):
    build, code = HOSTILE[name]
    data = build()
    started = time.monotonic()
    outcome = read_in_child(data)
    assert isinstance(outcome, Refused), outcome
    assert outcome.code == code
    assert "lease" in outcome.message and "Error" not in outcome.message
    # Two seconds are the promise on a quiet machine; a loaded one that runs tests gets more.
    assert time.monotonic() - started < 8


@pytest.mark.parametrize("name", ["far corner", "60,000 rows", "bomb"])
def test_it_refuses_within_300_megabytes_and_with_one_line(name, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(HOSTILE[name][0]())
    with file.open("rb") as data:
        done = subprocess.run([sys.executable, "-c", MEASURED], stdin=data, capture_output=True, cwd=ROOT, check=True)
    status, kilobytes, lines = map(int, done.stdout.split())
    unit = 1 if sys.platform == "darwin" else 1024
    assert (status, lines) == (2, 1)
    assert kilobytes * unit < 300_000_000


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        pytest.param("kill -9 $$", "signal 9", id="killed"),
        pytest.param("kill -ABRT $$", "signal 6", id="aborted"),
        pytest.param("echo hello", "no JSON", id="no JSON"),
        pytest.param("echo '[1]'", "no JSON object", id="no object"),
        pytest.param("exit 0", "no JSON", id="nothing"),
        pytest.param("echo 'Traceback' >&2; exit 2", "status 2", id="refusal without a sentence"),
        pytest.param("echo 'fault: KeyError' >&2; exit 70", "fault", id="a fault of ours"),
    ],
)
def test_a_death_is_no_verdict(interpreter, script, reason):
    interpreter(script)
    outcome = read_in_child(b"PK" * 500_000)
    assert isinstance(outcome, Died)
    assert reason in outcome.reason


def test_a_refusal_is_told_by_its_last_line(interpreter):
    interpreter("echo 'thread panicked' >&2; echo 'corrupt_archive: The file is damaged. Please resend.' >&2; exit 2")
    assert read_in_child(b"x") == Refused("corrupt_archive", "The file is damaged. Please resend.")


def test_it_ends_what_takes_too_long_and_all_that_it_started(interpreter, tmp_path):
    note = tmp_path / "pid"
    interpreter(f"sleep 60 & echo $! > {note}; wait")
    started = time.monotonic()
    assert isinstance(read_in_child(b"x", wall_seconds=0.5), Died)
    assert time.monotonic() - started < 10
    process = Path("/proc") / note.read_text().strip() / "stat"
    if Path("/proc/self").exists():
        # What is killed is gone as soon as a busy machine comes to it.
        while alive(process) and time.monotonic() - started < 10:
            pass
        assert not alive(process)


def test_the_child_knows_nothing_of_ours(interpreter, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setenv("SECRET_KEY", "secret")
    interpreter("""printf '{"said": "%s"}' "$DATABASE_URL$SECRET_KEY$HOME" """)
    assert read_in_child(b"x") == Read({"said": ""})


def test_the_limits_hold():
    """Memory beyond the limit is refused to the process, and its limits can be read back."""
    script = (
        "import resource\n"
        "from suppliers.cmrt.limits import apply_limits\n"
        "apply_limits(); apply_limits()\n"
        "kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)\n"
        "print([resource.getrlimit(kind)[1] for kind in kinds])\n"
        "try:\n    bytearray(2 << 30)\nexcept MemoryError:\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=ROOT, text=True, check=True)
    expected = [limits.ADDRESS_SPACE, limits.CPU_SECONDS, limits.OUTPUT_BYTES, 0]
    assert done.stdout.splitlines() == [str(expected), "refused"]
