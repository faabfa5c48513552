"""How the body of an upload comes in: small files in memory, larger ones in a temporary file."""

import contextlib

from django.core.files.uploadhandler import TemporaryFileUploadHandler


class SpooledFile(TemporaryFileUploadHandler):
    """Django's own, which leaves half a file on a full disk until the interpreter tidies up."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            with contextlib.suppress(OSError):
                self.file.close()
            raise
