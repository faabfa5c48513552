"""Settings from the environment alone; with nothing set, everything runs on this machine from one folder.

SITE_URL decides how strict we are: an https address is a deployment, and a deployment without a SECRET_KEY,
with DEBUG, or with a wildcard host does not start.
"""

import contextlib
import secrets
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()
environ.Env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(env.str("CMR_DATA_DIR", default="") or BASE_DIR / "var").resolve()
# What manufacturers sent lies here, and sessions: for the owner alone.
DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
DEPLOYED = _site.scheme == "https"
DEBUG = env.bool("DEBUG", default=False)


def _local_secret_key() -> str:
    """A key made on the first run and kept beside the data, readable by the owner alone."""
    path = DATA_DIR / "secret.key"
    if not path.exists():
        # Linked into place whole: a second process starting now sees no key or all of it.
        with tempfile.NamedTemporaryFile("w", dir=DATA_DIR) as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(file.name)
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if DEPLOYED and (not SECRET_KEY or DEBUG):
    raise ImproperlyConfigured("SITE_URL is an https address: set SECRET_KEY, and leave DEBUG unset.")
SECRET_KEY = SECRET_KEY or _local_secret_key()

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_site.hostname, "127.0.0.1", "localhost", "[::1]"])
if DEPLOYED and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS names the hosts one by one; '*' would let links in mails be forged.")

INSTALLED_APPS = [
    "cmr.apps.CmrConfig",
    "smelters",
    "suppliers",
    "diligence",
    "reports",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "import_export",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cmr.middleware.content_security_policy",
    "cmr.middleware.body_limit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cmr.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cmr.access.AccessMiddleware",
    "cmr.second_factor.SecondFactorMiddleware",
    "cmr.devices.seen",
]

ROOT_URLCONF = "cmr.urls"
WSGI_APPLICATION = "cmr.wsgi.application"
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

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'cmr.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # The defaults lost 194 of 360 concurrent writes; these lose none. FULL: a receipt survives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_DATABASE", default="") or None}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that does not answer, or a row that somebody holds, becomes a clear page in time.
    given = DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5, "options": "-c lock_timeout=20s"} | given
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People. Everyone signs in with a code sent to their address; nobody can sign up.
AUTH_USER_MODEL = "cmr.User"
AUTHENTICATION_BACKENDS = ["cmr.access.RoleBackend", "allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "cmr.access.ClosedAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# How often an address may have a code sent: enough for a person, too little to fill a mailbox.
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key,15/h/key"}
# The second factor of everyone but manufacturers: asked for wherever people work from the network.
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=DEPLOYED)
MFA_ADAPTER = "cmr.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not DEPLOYED
MFA_TOTP_ISSUER = "CMR"
# A clock half a minute off is nobody's fault.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Single sign-on of the company (OpenID Connect); without these two nobody is offered it.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_NAME = env.str("OIDC_NAME", default="") or "your company account"
# The provider asks for a second factor itself, so ours is not asked for as well.
OIDC_MFA = env.bool("OIDC_MFA", default=False)
# Domains whose addresses the provider vouches for without saying so in each token (email_verified).
OIDC_VERIFIED_DOMAINS = env.list("OIDC_VERIFIED_DOMAINS", default=[])
SOCIALACCOUNT_ADAPTER = "cmr.company_sign_in.CompanyAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {}
# A link and not a form: the policy of our pages lets no form lead to another site.
SOCIALACCOUNT_LOGIN_ON_GET = True
if OIDC_ISSUER and OIDC_CLIENT_ID:
    if DEPLOYED and urlsplit(OIDC_ISSUER).scheme != "https":
        raise ImproperlyConfigured("OIDC_ISSUER is an https address.")
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": OIDC_NAME,
                    "client_id": OIDC_CLIENT_ID,
                    "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                    "settings": {"server_url": OIDC_ISSUER, "verified_email": OIDC_VERIFIED_DOMAINS},
                }
            ],
        }
    }
# Counted in the database, so that all web processes count together and nothing else must run.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cmr_cache",
        # A flood of addresses must not push out what was counted for one of them.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="CMR <cmr@localhost>")
# Seconds for each answer of the mail server; a letter takes a few, and all within the lease.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=15)
# An address whose "+anything" variants arrive as well (`manage.py mail_receive`): letters that come back go there.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = True
# Of the portal and the sign-in pages (cmr.middleware.language); the team's pages speak English.
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["cmr.formats"]
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True

# Uploads go through our own store (cmr/storage.py); no media URL exists.
UPLOAD_LIMIT = 15 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "cmr.spooling.SpooledFile"]
# On the way in, a file lies where the store clears away what a killed process left.
FILE_UPLOAD_TEMP_DIR = str(DATA_DIR / "store" / "tmp")
Path(FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True, mode=0o700)
# How long a personal link works.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=60)
# New files that one manufacturer may send within an hour, and within a day; files to be checked only count as well.
UPLOADS_AN_HOUR = env.int("UPLOADS_AN_HOUR", default=30)
UPLOADS_A_DAY = env.int("UPLOADS_A_DAY", default=150)
# host:port or the path of a socket: files are scanned before they are read or handed out, and wait while it is down.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
# A file that nobody took up for so long, in seconds, makes the pages say that reading is delayed.
DELAYED_AFTER_SECONDS = env.int("DELAYED_AFTER_SECONDS", default=300)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = DEPLOYED
SESSION_COOKIE_NAME = "__Host-session" if DEPLOYED else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if DEPLOYED else "csrf"
CSRF_FAILURE_VIEW = "cmr.views.stale"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=DEPLOYED)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if DEPLOYED else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = DEPLOYED
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Limits are counted by the visitor's address, as the proxy nearest to us saw it, and not by the proxy's own.
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXY_COUNT", default=1)

# Without REDIS_URL the claim loop runs in a thread of the web process; the code is the same.
REDIS_URL = env.str("REDIS_URL", default="")
WORKER_THREAD = env.bool("WORKER_THREAD", default=not REDIS_URL)
# Seconds. Lease > the hard limit of a task (80) > the child's wall limit (30) plus a wait for SQLite's write lock (20).
LEASE_SECONDS = env.int("LEASE_SECONDS", default=90)
RETRY_SECONDS = env.int("RETRY_SECONDS", default=60)
SWEEP_AFTER_SECONDS = env.int("SWEEP_AFTER_SECONDS", default=60)
# Without one nothing is published; Celery itself would look for a broker at AMQP's default address.
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ACKS_LATE = True
# The sweep re-queues with a cap; True would run a poisonous file without end.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 60
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 180
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    "health_check_interval": 25,
    "socket_keepalive": True,
    # A request that sends a hint while the broker is away gives up at once; a worker has its own patience.
    "max_retries": 1,
    "interval_start": 0,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "suppliers.tasks.sweep", "schedule": 30.0},
    "follow_up": {"task": "suppliers.tasks.follow_up", "schedule": 900.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

# An import and an export need their own right, apart from looking (smelters/admin.py).
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.CacheStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
