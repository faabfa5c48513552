"""The Checker recomputed over random declarations, held against LibreOffice's own recalculation of the workbook.

Left out of the ordinary run: `pytest -m spreadsheet` takes a minute. `tests.suppliers.cmrt.recalculated` does it by the
hundred.
"""

import pytest

from tests.suppliers.cmrt.declarations import VERSIONS
from tests.suppliers.cmrt.recalculated import SOFFICE, compare, template

pytestmark = [
    pytest.mark.spreadsheet,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
    pytest.mark.skipif(not template("6.5").exists(), reason="../shared is not here"),
]


@pytest.mark.parametrize("version", VERSIONS)
def test_it_counts_what_the_recalculated_workbook_counts(version, tmp_path):
    found = list(compare(3, 1, [version], tmp_path))
    assert len(found) >= 5
    assert [difference for difference in found if difference[1]] == []
