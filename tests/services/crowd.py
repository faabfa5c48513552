"""Many threads at one moment."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def at_once(count: int, do: Callable[[int], Any]) -> list[Any]:
    """Call do(number) in so many threads that start together; gives their results, or raises the first error."""
    start, results, errors = threading.Barrier(count), [], []

    def run(number: int) -> None:
        try:
            start.wait()
            results.append(do(number))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
