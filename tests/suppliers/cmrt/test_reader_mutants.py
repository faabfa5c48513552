"""Damaged at random, a file is read or refused with a sentence, in little time, and never ends in a crash."""

import functools
import random
import time
from collections import Counter

import pytest

from tests.builders import build_cmrt
from tests.suppliers.cmrt.mutants import SECONDS, WAYS, mutant, outcome, samples

SEEDS = 100


@functools.cache
def sources() -> list[bytes]:
    return samples()


@pytest.mark.parametrize("decade", range(SEEDS // 10))
def test_it_reads_a_damaged_file_or_refuses_it(decade):
    for seed in range(decade * 10, decade * 10 + 10):
        data = mutant(sources()[seed % 2], seed)
        began = time.process_time()
        assert outcome(data), f"seed {seed}"
        assert time.process_time() - began < SECONDS, f"seed {seed}"


@pytest.mark.parametrize("way", sorted(set(WAYS), key=lambda way: way.__name__), ids=lambda way: way.__name__)
def test_it_survives_every_way_of_damaging_a_file(way):
    data = build_cmrt()
    seen = Counter(outcome(way(data, random.Random(seed))) for seed in range(30))
    assert sum(seen.values()) == 30
