"""The site's settings as the tests run them: a key of their own, and passwords that are cheap to hash."""

import os
import sys

os.environ.setdefault("SECRET_KEY", "only-for-tests")

from scoreboard_site.settings import *  # noqa: F403

BACKUP_DIR = os.environ.get("BACKUP_DIR", "")  # tests that want copies say where
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Tests in this process deliver webhooks by themselves, when they mean to; real servers have their courier.
DELIVERS_WEBHOOKS = "pytest" not in sys.modules
