"""The tests: state in a temporary folder, fast password hashes, undefined template variables fail."""

import os
import tempfile

os.environ.setdefault("MOTLAN_HOME", tempfile.mkdtemp(prefix="motlan-test-"))

from config.settings.base import *  # noqa: F403
from config.settings.base import TEMPLATES

# Processes that a test starts keep records of their own in their MOTLAN_HOME, unless the test names a server.
for _name in ("MOTLAN_DATABASE_URL", "MOTLAN_DATABASE_PASSWORD"):
    os.environ.pop(_name, None)

# Tests write other catalogues under the same row ids.
MOTLAN_CATALOGUE_SECONDS = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "«undefined %s»"
