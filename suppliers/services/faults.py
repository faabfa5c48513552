"""The steps between which a power cut must lose nothing, in their order; `cmr.faults` kills at them in the tests."""

from cmr.faults import point

__all__ = ["PROCESS", "RECEIVE", "point"]

RECEIVE = (
    "store.first_bytes",  # some bytes lie in a temporary file
    "store.before_sync",  # all of them do, hashed
    "store.before_name",  # they are on disk, under no name
    "receive.after_blob",  # they have their name, and no row
    "receive.before_commit",
    "receive.after_commit",  # promised to the database, and nobody was told
    "receive.after_hint",
    "receive.before_answer",
)
PROCESS = (
    "process.after_claim",
    "process.after_blob",
    "process.child_started",
    "process.after_read",
    "process.after_match",
    "process.half_the_rows",
    "process.before_commit",
    "process.after_commit",  # done, and the message is not acknowledged
)
