"""The command line: one module for each command, text and JSON from the same values."""
