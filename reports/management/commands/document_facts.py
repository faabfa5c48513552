"""Write docs/facts.md from the table of placeholders: every fact that the report's text can name."""

from reports.management.reference import ReferenceCommand
from reports.narrative.placeholders import PLACEHOLDERS, WORDS

INTRODUCTION = """# Facts

Written by `manage.py document_facts`; do not edit. The report's text names facts, it never states a number of its own:
`{total}` prints the fact, `{total:Number}` the same at the beginning of a sentence, and `{total:facility}` a word that
agrees with it in number. All of them are computed by `reports.facts.gather.build_facts`, once, from accepted
submissions, the register as of a day, the dated tables, the letters sent and the due-diligence log.

| fact | meaning | words agree with it |
|---|---|---|
"""


class Command(ReferenceCommand):
    help = "Write docs/facts.md; with --check, fail when it is out of date."
    page = "facts.md"

    def reference(self) -> str:
        rows = [
            f"| `{name}` | {item.meaning.replace('|', '/')} | {'yes' if item.count else ''} |\n"
            for name, item in sorted(PLACEHOLDERS.items())
        ]
        words = ", ".join(f"`{one}`" for one in sorted(WORDS))
        return INTRODUCTION + "".join(rows) + f"\nWords that agree with a count: {words}.\n"
