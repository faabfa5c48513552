"""Kill real processes at every step and at random, and count: nothing lost, nothing twice, nothing left unseen.

    python -m tests.torture [--times 20] [--random 300] [--rate 5] [--burst 60]

Starts a PostgreSQL and a Redis of its own and touches no other. Each of the sixteen steps is struck `--times` times by
SIGKILL; then, for `--random` seconds under `--rate` uploads a second, web, worker, Redis and PostgreSQL are killed in
turn by chance; then hostile and good files come together. The last line is JSON; exit 1 when anything was lost,
done twice or left unseen.
"""

import argparse
import json
import random
import sys
import time
from dataclasses import asdict

from suppliers.services.faults import PROCESS, RECEIVE
from tests.services.oracle import Counts
from tests.torture.house import House, Load, house

# Seconds in which everything must be at rest again: five minutes, and two more for what dies three times.
REST = 420
LINE = "{:26}{:>8}{:>10}{:>8}{:>8}{:>8}{:>10}"


def main() -> int:
    given = _arguments()
    random.seed(given.seed)
    started, table = time.monotonic(), {}
    with house() as found:
        # The counts are of the whole run so far.
        print(LINE.format("point", "kills", "receipts", "lost", "double", "stuck", "orphans"), flush=True)
        for point in (*RECEIVE, *PROCESS):
            table[point] = _line(found, point, strike(found, point, given.times))
        for name, kills in at_random(found, given.random, given.rate).items():
            table[name] = (kills, Counts())
        table["at random, together"] = _line(found, "at random, together", 0)
        table["hostile among good"] = _line(found, "hostile among good", hostile(found, given.burst))
        found.instance.order.unlink(missing_ok=True)
        breaks = found.instance.step("chain")
        final = found.verdict()
    steps = {name: line for name, line in table.items() if "." in name}
    result = {
        "kills": sum(kills for kills, _ in table.values()),
        "at_points": sum(kills for kills, _ in steps.values()),
        "at_random": {name: kills for name, (kills, _) in table.items() if name.startswith("killed")},
        **asdict(final),
        "chain_breaks": len(breaks),
        "seconds": round(time.monotonic() - started),
    }
    print(json.dumps(result))
    return 0 if final.holds and not breaks else 1


def strike(found: House, point: str, times: int) -> int:
    """Send files until the point has struck so often; how often it did."""
    kills = 0
    for _ in range(times * 3):
        if kills == times:
            break
        found.instance.order.write_text(point)
        found.send()
        deadline = time.monotonic() + 20
        while found.instance.order.exists() and time.monotonic() < deadline:
            found.revive()
            time.sleep(0.02)
        kills += not found.instance.order.exists()
    found.instance.order.unlink(missing_ok=True)
    found.await_web()
    return kills


def at_random(found: House, seconds: float, rate: float) -> dict[str, int]:
    """Kill by chance under load; how often each was."""
    kills = dict.fromkeys(
        ("killed: web worker", "killed: web", "killed: worker child", "killed: worker", "killed: Redis",
         "killed: PostgreSQL"), 0,
    )  # fmt: skip
    weights = (6, 2, 6, 2, 2, 1)
    deadline = time.monotonic() + seconds
    with Load(found, rate):
        while time.monotonic() < deadline:
            time.sleep(random.uniform(0.5, 3))
            [name] = random.choices(list(kills), weights)
            kills[name] += 1
            match name:
                case "killed: web worker":
                    found.kill_child("web")
                case "killed: web":
                    found.kill_all_of("web")
                case "killed: worker child":
                    found.kill_child("worker")
                case "killed: worker":
                    found.kill_all_of("worker")
                case "killed: Redis":
                    found.redis.kill()
                    time.sleep(random.uniform(0, 2))
                    found.redis.start()
                case "killed: PostgreSQL":
                    found.postgres.kill()
                    time.sleep(random.uniform(0, 2))
                    found.postgres.start()
            found.revive()
    return kills


def hostile(found: House, files: int) -> int:
    """Good files, files that are none, and now and then a worker that dies; how many did."""
    kills = 0
    for number in range(files):
        if number % 30 == 29:
            kills += strike(found, "process.after_claim", 1)
        else:
            found.send("picture" if number % 6 == 5 else "good")
    return kills


def _line(found: House, name: str, kills: int) -> tuple[int, Counts]:
    found.rest(REST)
    counted = found.verdict()
    print(LINE.format(name, kills, *asdict(counted).values()), flush=True)
    return kills, counted


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20, help="kills at each named step")
    parser.add_argument("--random", type=float, default=300, help="seconds of kills by chance under load")
    parser.add_argument("--rate", type=float, default=5, help="uploads a second meanwhile")
    parser.add_argument("--burst", type=int, default=60, help="files of the last part")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
