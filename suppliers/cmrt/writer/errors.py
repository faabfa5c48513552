"""Why a blank cannot be filled: one sentence for the person who asked."""


class NotFillable(Exception):
    """The declaration does not fit the template, or the blank is no official one."""

    code = "not_fillable"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
