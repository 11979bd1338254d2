"""The site's settings as the tests run them: a key of their own, and passwords that are cheap to hash."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests")

from scoreboard_site.settings import *  # noqa: F403

BACKUP_DIR = os.environ.get("BACKUP_DIR", "")  # tests that want copies say where
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
