"""Collecting: how a year is collected, who is asked, what is written to them, and what came back."""
