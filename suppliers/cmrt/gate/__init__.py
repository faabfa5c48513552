"""The gate: a file passes only if every reader would read it the same way and none would drown in it."""
