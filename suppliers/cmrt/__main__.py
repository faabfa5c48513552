"""`python -m suppliers.cmrt read|check|fill|diff`: CMRT workbooks on the command line; `--help` says how.

JSON on standard output (text for people on a terminal, or with `--format text`). Exit 0: done. 1: read, and a finding
of `check` blocks. 2: not a readable CMRT, or wrongly called: then nothing on standard output and on standard error one
line, `code: sentence`. 70: a fault of ours, which says nothing of the file.
"""

import sys

from suppliers.cmrt.commands.arguments import parsed
from suppliers.cmrt.commands.outcome import FAULT, REFUSED, say


def main(arguments: list[str] | None = None) -> int:
    """What goes wrong on the way is an answer, never a traceback."""
    given = parsed(arguments)
    from suppliers.cmrt.workbook import Unreadable

    try:
        status: int = given.run(given)
    except Unreadable as refused:
        return say(REFUSED, refused.code, refused.message)
    except OSError as error:
        name = error.filename if isinstance(error.filename, str) else "The file"
        return say(REFUSED, "not_found", f"{name} cannot be opened: {error.strerror or error}.")
    except MemoryError:
        return say(REFUSED, "limit_exceeded", "This workbook needs far more memory than a CMRT.")
    except Exception as error:
        return say(FAULT, "fault", f"{type(error).__name__}: {error}")
    return status


if __name__ == "__main__":
    sys.exit(main())
