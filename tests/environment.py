"""Loaded before the settings are: a test run has a data folder of its own and talks to no broker by accident."""

import os
import tempfile

os.environ.setdefault("CMR_DATA_DIR", tempfile.mkdtemp(prefix="cmr-tests-"))
# Tests of the real parts ask for the broker by this name.
os.environ["TEST_REDIS_URL"] = os.environ.pop("REDIS_URL", "redis://127.0.0.1:6379/9")
for name in ("SITE_URL", "SECRET_KEY", "DEBUG", "EMAIL_URL"):
    os.environ.pop(name, None)
