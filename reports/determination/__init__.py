"""Deciding what is filed: the questions of Rule 13p-1 and Form SD, what the data says to each, and where they lead."""
