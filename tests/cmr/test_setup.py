"""Starting up, as a newcomer and as an operator would."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start(tmp_path):
    """Run `manage.py` in a process of its own with nothing set but what is given."""

    def run(*args: str, **environment: str) -> subprocess.CompletedProcess:
        base = {"PATH": os.environ["PATH"], "CMR_DATA_DIR": str(tmp_path / "data")}
        command = [sys.executable, "manage.py", *args]
        return subprocess.run(command, cwd=ROOT, env=base | environment, capture_output=True, text=True, timeout=120)

    return run


def test_it_starts_with_nothing_set_and_makes_a_key_for_the_owner_alone(start, tmp_path):
    assert start("check").returncode == 0
    key = tmp_path / "data" / "secret.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    first = key.read_text()
    start("check")
    assert key.read_text() == first and len(first) >= 50


def test_it_starts_while_redis_is_down(start):
    assert start("check", REDIS_URL="redis://127.0.0.1:1/0").returncode == 0


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        pytest.param({}, "SECRET_KEY", id="no key"),
        pytest.param({"SECRET_KEY": "x" * 60, "DEBUG": "true"}, "DEBUG", id="debug on"),
        pytest.param({"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS", id="any host"),
    ],
)
def test_a_careless_deployment_does_not_start(start, environment, says):
    result = start("check", SITE_URL="https://cmr.example", **environment)
    assert result.returncode != 0
    assert says in result.stderr.splitlines()[-1]


def test_a_deployment_on_plain_http_does_not_pass_the_deployment_check(start):
    result = start("check", "--deploy", "--fail-level", "ERROR")
    assert result.returncode != 0 and "cmr.E001" in result.stderr


def test_the_import_rules_of_the_house_hold():
    command = [Path(sys.executable).parent / "lint-imports"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stdout
