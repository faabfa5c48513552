"""A sound report made wrong in one thing, as an editor or a broken rendering would."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reports.document import Bullets, Heading, Paragraph, Run, Table
from reports.prefiling.beside import Beside
from reports.prefiling.draft import Draft
from tests.reports.examples import draft


def edited(change: Callable[[str], str], held: Any = None) -> Draft:
    """The sound report with its texts rewritten, as an editor would, run by run."""
    sound = draft(held)

    def text(runs: Any) -> Any:
        return runs if isinstance(runs, str) else tuple(replace(run, text=change(run.text)) for run in runs)

    def block(old: Any) -> Any:
        match old:
            case Heading() | Paragraph():
                return replace(old, text=text(old.text))
            case Bullets():
                return replace(old, items=tuple(text(item) for item in old.items))
            case Table():
                rows = tuple(tuple(text(cell) for cell in cells) for cells in old.rows)
                return replace(old, rows=rows, caption=text(old.caption))

    parts = tuple(replace(part, blocks=tuple(block(each) for each in part.blocks)) for part in sound.report.parts)
    return replace(sound, report=replace(sound.report, parts=parts))


def added(sentence: str, held: Any = None) -> Draft:
    """The sound report with one more paragraph at the end of the exhibit."""
    sound = draft(held)
    form, exhibit = sound.report.parts
    longer = replace(exhibit, blocks=(*exhibit.blocks, Paragraph((Run(sentence),))))
    return replace(sound, report=replace(sound.report, parts=(form, longer)))


def annexed(rows: Callable[[tuple[Any, ...]], tuple[Any, ...]], metal: str = "Gold") -> Draft:
    """The sound report with the printed rows of one annex table changed, while the facts stay."""
    sound = draft()

    def block(old: Any) -> Any:
        return replace(old, rows=rows(old.rows)) if getattr(old, "metal", "") == metal else old

    form, exhibit = sound.report.parts
    changed = replace(exhibit, blocks=tuple(block(each) for each in exhibit.blocks))
    return replace(sound, report=replace(sound.report, parts=(form, changed)))


def swapped(old: str, new: str, held: Any = None) -> Draft:
    return edited(lambda text: text.replace(old, new), held)


def restated(fact: str, words: str, held: Any = None) -> Draft:
    """The sound report with one fact's printed words changed."""
    sound = draft(held)

    def block(old: Any) -> Any:
        if isinstance(old, Paragraph):
            return replace(old, text=tuple(Run(words, fact) if run.fact == fact else run for run in old.text))
        if isinstance(old, Bullets):
            items = (tuple(Run(words, fact) if run.fact == fact else run for run in item) for item in old.items)
            return replace(old, items=tuple(items))
        return old

    parts = tuple(replace(part, blocks=tuple(block(each) for each in part.blocks)) for part in sound.report.parts)
    return replace(sound, report=replace(sound.report, parts=parts))


def told_in_a_table(old: str, new: str, held: Any) -> Draft:
    """The report with the words of plain table cells changed."""
    sound = draft(held)

    def block(each: Any) -> Any:
        if not isinstance(each, Table):
            return each
        return replace(each, rows=tuple(tuple(new if cell == old else cell for cell in row) for row in each.rows))

    parts = tuple(replace(part, blocks=tuple(block(each) for each in part.blocks)) for part in sound.report.parts)
    return replace(sound, report=replace(sound.report, parts=parts))


def relabelled(old: str, new: str) -> Draft:
    """Annex rows with a word changed: a rendering that no longer says what the facts say."""
    return annexed(lambda rows: tuple(tuple(new if cell == old else cell for cell in cells) for cells in rows))


def draft_with_sum(name: str, column: int, text: str, row: int = -1) -> Draft:
    """A summary table with one cell changed."""
    sound = draft()

    def block(old: Any) -> Any:
        if getattr(old, "name", "") != name:
            return old
        rows = [list(cells) for cells in old.rows]
        rows[row][column] = (Run(text, "by hand"),)
        return replace(old, rows=tuple(tuple(cells) for cells in rows))

    form, exhibit = sound.report.parts
    changed = replace(exhibit, blocks=tuple(block(each) for each in exhibit.blocks))
    return replace(sound, report=replace(sound.report, parts=(form, changed)))


def knowing(held: Any = None, **beside: Any) -> Draft:
    """The sound report beside other things known."""
    return replace(draft(held), beside=Beside(**beside))


def without(anchor: str) -> Draft:
    """The sound report without a heading and what stands under it."""
    sound = draft()

    def kept(blocks: Any) -> Any:
        inside = False
        for block in blocks:
            if isinstance(block, Heading):
                inside = block.anchor == anchor
            if not inside:
                yield block

    parts = tuple(replace(part, blocks=tuple(kept(part.blocks))) for part in sound.report.parts)
    return replace(sound, report=replace(sound.report, parts=parts))


def said_under(anchor: str, sentence: str) -> Draft:
    """The sound report with one more paragraph under a heading."""
    sound = draft()

    def longer(blocks: Any) -> Any:
        for block in blocks:
            yield block
            if isinstance(block, Heading) and block.anchor == anchor:
                yield Paragraph((Run(sentence),))

    parts = tuple(replace(part, blocks=tuple(longer(part.blocks))) for part in sound.report.parts)
    return replace(sound, report=replace(sound.report, parts=parts))
