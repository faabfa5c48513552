"""The sample's log is one that the services take, and entering it twice changes nothing."""

import json

from django.conf import settings

from diligence.models import CorrectiveAction, Entry
from reports.archive import archive_check
from reports.management.commands.demo import log_enter
from tests.reports.year import asked

FOLDER = settings.BASE_DIR / "sample" / "diligence"


def test_it_enters_the_sample_log_once_with_its_papers(period, legal):
    told = json.loads((FOLDER / "log.json").read_text(encoding="utf-8"))
    given = [*told["entries"], *told["actions"]]
    for name in {each["manufacturer"] for each in given if "manufacturer" in each}:
        asked(period, name)

    for _ in range(2):
        log_enter(period, FOLDER, legal)

    assert Entry.objects.count() == len(told["entries"])
    assert {action.state for action in CorrectiveAction.objects.all()} == {"open", "done"}
    checked = archive_check()
    assert (checked.files, checked.problems, checked.orphans) == (2, (), ())
