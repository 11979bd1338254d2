"""Every setting of Podium, in one file; the environment is read once and wrong values stop the start."""

import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from scoreboard_site.languages import languages_in

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = re.findall(r"^## (\d+\.\d+\.\d+)", (BASE_DIR / "CHANGELOG.md").read_text(), re.M)[0]

# --- what the environment says -----------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "only-for-development" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. Set it to a long random text, or DEBUG=1 on your own machine.")

PORT = env.int("PORT", 8000)
# What links and QR codes begin with: the address at which judges' phones reach this site.
PUBLIC_URL = env.str("PUBLIC_URL", f"http://localhost:{PORT}").rstrip("/")
if urlsplit(PUBLIC_URL).scheme not in ("http", "https") or not urlsplit(PUBLIC_URL).hostname:
    raise ImproperlyConfigured(f"PUBLIC_URL must look like https://scores.example.org, not {PUBLIC_URL!r}.")
PUBLIC_HOST = str(urlsplit(PUBLIC_URL).hostname)

ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"]), PUBLIC_HOST]
CSRF_TRUSTED_ORIGINS = [*env.list("CSRF_TRUSTED_ORIGINS", []), PUBLIC_URL]
REDIS_URL = env.str("REDIS_URL", "")
# Addresses of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", [])
# How many viewers one process takes, in all and from one address (a hall often shares one); 0 takes all.
MAX_VIEWERS = env.int("MAX_VIEWERS", 0)
MAX_VIEWERS_PER_ADDRESS = env.int("MAX_VIEWERS_PER_ADDRESS", 0)
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
# Webhooks go to public addresses only, unless what receives them stands in the same private network.
DELIVERS_WEBHOOKS = True
WEBHOOKS_TO_PRIVATE_ADDRESSES = env.bool("WEBHOOKS_TO_PRIVATE_ADDRESSES", False)
# Font files for scripts that Fira Sans lacks, in PDF files and pictures.
FONTS: list[str] = env.list("FONTS", [])
if missing := [path for path in FONTS if not Path(path).is_file()]:
    raise ImproperlyConfigured(f"FONTS names files that are not there: {', '.join(missing)}.")

# Copies of live events: where (empty: none by themselves), how often (seconds), how many of an event, how old (days).
BACKUP_DIR = env.str("BACKUP_DIR", str(BASE_DIR / "var" / "copies"))
BACKUP_EVERY = env.int("BACKUP_EVERY", 300)
BACKUP_KEEP = env.int("BACKUP_KEEP", 48)
BACKUP_DAYS = env.int("BACKUP_DAYS", 30)

# --- the application -------------------------------------------------------------------------------

ROOT_URLCONF = "scoreboard_site.urls"
ASGI_APPLICATION = "scoreboard_site.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "admin:login"

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "django_htmx",
    "ninja",
    "csp",
    "axes",
    "auditlog",
    "scoreboard_site",
    "events",
    "judging",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    # Pages only: streams are answered before Django, static files lie compressed beside themselves once they are collected.
    # Django pads what it compresses and masks its CSRF tokens (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "events.languages.EventLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "judging.record.who.RememberWho",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- where things are kept -----------------------------------------------------------------------------

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{BASE_DIR / 'podium.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Immediate transactions: a writer waits for its turn at BEGIN instead of failing half-way through.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # A pool instead of CONN_MAX_AGE: under ASGI persistent connections belong to threads that come and go.
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 2, "max_size": 20, "timeout": 10}}
DATABASES["default"]["CONN_MAX_AGE"] = 0

if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # redis-py 8 ends a blocking read after 5 s by itself; a subscriber must be able to wait.
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}], "prefix": "podium"},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "podium",
            # Redis down: the cache forgets, the board is read from the database instead.
            "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 0.5, "SOCKET_TIMEOUT": 0.5},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- static files --------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
# After collectstatic (the release line of the Procfile) names carry hashes and are cached for ever; before it
# files are found where they lie, so that a fresh clone needs no build step.
COLLECTED = (STATIC_ROOT / "staticfiles.json").exists() and not DEBUG
SERVESTATIC_USE_FINDERS = not COLLECTED
SERVESTATIC_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "scoreboard_site.storage.ReleaseStorage"
        if COLLECTED or "collectstatic" in sys.argv[1:2]
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- people and safety -----------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
# A hall shares one address, so a lock is for a user name from an address, never for an address alone.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours; the page says "a quarter of an hour"
AXES_LOCKOUT_TEMPLATE = "lockout.html"

SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 14 * 24 * 3600
# An event page in admin holds every team as a row of fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, "ws:", "wss:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# What the record of changes says of a row that another one points to: its name, which outlives it.
AUDITLOG_DISABLE_ON_RAW_SAVE = True
AUDITLOG_USE_FK_STRING_REPRESENTATION = True

# --- language and time -----------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
# English is in the source; every folder of locale/ is one more language (CONTRIBUTING.md).
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = [("en", "English"), *languages_in(LOCALE_PATHS[0])]
TIME_ZONE = "UTC"
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"podium": {"level": "INFO"}},
}
