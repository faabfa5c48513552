"""The letters' wording, pure: delivered texts in each language, the closed table of placeholders, and rendering.

A kind is the value of `suppliers.models.LetterKind`; a language the code of `cmr.models.LANGUAGES`.
"""
