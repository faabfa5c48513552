"""The company's own CMRT for its customers, rolled up from what its manufacturers declare.

`evidence`, `rules`, `company`, `rolled` and `guard` are pure; `gather` reads the database; `services` change it.
"""
