"""Settings shared by every deployment. Local state lives under MOTLAN_HOME."""

from pathlib import Path
from typing import Any

from config import databases, env, logs, mail
from config.reading_engines import NAMES

BASE_DIR = Path(__file__).resolve().parent.parent.parent
MOTLAN_HOME = env.folder("MOTLAN_HOME", str(BASE_DIR / "var"))

SECRET_KEY = env.secret("MOTLAN_SECRET_KEY", kept_in=MOTLAN_HOME / "secret-key")
DEBUG = False
ALLOWED_HOSTS = env.words("MOTLAN_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])

INSTALLED_APPS = [
    # `worker` first, so that its `migrate` and `import` commands win over Django's.
    "worker",
    "web",
    "api",
    "config",
    "targets",
    "reuse",
    "counter",
    "ingest",
    "dossiers",
    "accounts",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "web.tracing.TracingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "web.security.ProtectiveHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
# Fields of forms without a template for each option.
FORM_RENDERER = "web.form_renderer.FormRenderer"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.office",
            ]
        },
    }
]

# The records: SQLite on this machine unless a PostgreSQL server is named.
DATABASES: dict[str, dict[str, Any]] = {"default": databases.settings(MOTLAN_HOME)}
# The role of pages and workers on PostgreSQL, where it is not the owner of the tables.
MOTLAN_DATABASE_APP_ROLE = env.text("MOTLAN_DATABASE_APP_ROLE", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.signed_in.Accounts"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
# Served from the packages' own folders: no collectstatic step on one machine.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SESSION_ENGINE = "accounts.signed_in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60  # one working day
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Not in a cookie: notes to a person may name files.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Plain HTTP on the loopback address is the embedded default; behind a TLS proxy set this to 1.
MOTLAN_HTTPS = env.flag("MOTLAN_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = MOTLAN_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if MOTLAN_HTTPS else None
# Where the public reaches these pages: the address in the QR code of each copy; empty: its code in letters only.
MOTLAN_PUBLIC_URL = env.url("MOTLAN_PUBLIC_URL", schemes=["https", "http"])
# Who is believed about a caller's address (X-Forwarded-For): the proxy, nobody else.
MOTLAN_PROXIES = env.addresses("MOTLAN_PROXIES", ["127.0.0.1", "::1"])

# Uploads: Django streams larger files to disk; the pipeline's own limits apply after that.
# On the disk of the records, not in /tmp, which may be memory.
FILE_UPLOAD_TEMP_DIR = MOTLAN_HOME / "scratch"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 500
# The objects: a folder on this machine unless an S3 server is named.
MOTLAN_S3_URL = env.url("MOTLAN_S3_URL", schemes=["http", "https"])
MOTLAN_S3_BUCKET = env.text("MOTLAN_S3_BUCKET", "motlan")
MOTLAN_S3_REGION = env.text("MOTLAN_S3_REGION", "us-east-1")
MOTLAN_S3_ACCESS_KEY = env.confidential("MOTLAN_S3_ACCESS_KEY")
MOTLAN_S3_SECRET_KEY = env.confidential("MOTLAN_S3_SECRET_KEY")
# Of `motlan dispose` alone: who may delete what no lock holds. Unset: the account above.
MOTLAN_S3_DISPOSAL_ACCESS_KEY = env.confidential("MOTLAN_S3_DISPOSAL_ACCESS_KEY")
MOTLAN_S3_DISPOSAL_SECRET_KEY = env.confidential("MOTLAN_S3_DISPOSAL_SECRET_KEY")
# none, s3 (the server's own key) or kms (its key service, with MOTLAN_S3_KMS_KEY).
MOTLAN_S3_ENCRYPTION = env.choice("MOTLAN_S3_ENCRYPTION", default="s3", among=["none", "s3", "kms"])
MOTLAN_S3_KMS_KEY = env.text("MOTLAN_S3_KMS_KEY", "")
MOTLAN_S3_CA_FILE = env.file("MOTLAN_S3_CA_FILE")
# Where a browser reaches the same server, for signed links; empty: the pages give the bytes themselves.
MOTLAN_S3_PUBLIC_URL = env.url("MOTLAN_S3_PUBLIC_URL", schemes=["https", "http"])

# Full text: Tantivy on this machine unless an Elasticsearch server is named.
MOTLAN_ELASTICSEARCH_URL = env.url("MOTLAN_ELASTICSEARCH_URL", schemes=["http", "https"])
MOTLAN_ELASTICSEARCH_INDEX = env.text("MOTLAN_ELASTICSEARCH_INDEX", "motlan")
MOTLAN_ELASTICSEARCH_USER = env.text("MOTLAN_ELASTICSEARCH_USER", "")
MOTLAN_ELASTICSEARCH_PASSWORD = env.confidential("MOTLAN_ELASTICSEARCH_PASSWORD")
MOTLAN_ELASTICSEARCH_CA_FILE = env.file("MOTLAN_ELASTICSEARCH_CA_FILE")

# Work: workers look for it themselves unless a RabbitMQ broker is named that wakes them.
MOTLAN_BROKER_URL = env.url("MOTLAN_BROKER_URL", schemes=["amqp", "amqps"])
MOTLAN_BROKER_PASSWORD = env.confidential("MOTLAN_BROKER_PASSWORD")
MOTLAN_BROKER_CA_FILE = env.file("MOTLAN_BROKER_CA_FILE")

# Who may read /metrics; empty: this machine only.
MOTLAN_METRICS_TOKEN = env.confidential("MOTLAN_METRICS_TOKEN")
# Where a worker and an indexer give out their own figures; 0: nowhere.
MOTLAN_METRICS_PORT = env.number("MOTLAN_METRICS_PORT", default=0, at_least=0, at_most=65535)
MOTLAN_METRICS_HOST = env.text("MOTLAN_METRICS_HOST", "127.0.0.1")

MOTLAN_JOBS = env.number("MOTLAN_JOBS", default=0, at_least=0, at_most=256)  # 0: one a core
MOTLAN_ENGINE = env.choice("MOTLAN_ENGINE", default="accurate", among=NAMES)
# A time-stamping service (RFC 3161) for the agencies' signatures; empty: they are made without (B-B).
MOTLAN_TSA_URL = env.url("MOTLAN_TSA_URL", schemes=["http", "https"])
MOTLAN_TSA_SECOND_URL = env.url("MOTLAN_TSA_SECOND_URL", schemes=["http", "https"])
# The PAdES level of all papers: B-T where there is a time-stamping service, else B-B; or as it is said here. Papers
# of types that are kept for so many years get B-LTA.
MOTLAN_SIGNING_LEVEL = env.choice(
    "MOTLAN_SIGNING_LEVEL", default="auto", among=("auto", "B-B", "B-T", "B-LT", "B-LTA")
)
MOTLAN_RENEW_WITHIN_DAYS = env.number(
    "MOTLAN_RENEW_WITHIN_DAYS", default=90, at_least=1, at_most=3650
)
MOTLAN_LONG_RETENTION_YEARS = env.number(
    "MOTLAN_LONG_RETENTION_YEARS", default=20, at_least=1, at_most=1000
)
# Days before its end from which the certificate of an agency's key signs no more.
MOTLAN_KEY_STOP_DAYS = env.number("MOTLAN_KEY_STOP_DAYS", default=1, at_least=0, at_most=365)
# How long an access slip for a citizen holds, and how many working days an agency has to answer a citizen's
# request for correction (Law 91/2025/QH15, Decree 356/2025).
MOTLAN_SLIP_HOURS = env.number("MOTLAN_SLIP_HOURS", default=72, at_least=1, at_most=720)
MOTLAN_CORRECTION_DAYS = env.number("MOTLAN_CORRECTION_DAYS", default=2, at_least=1, at_most=60)
# How long a person's token may take from the beginning of a signature until it is there.
MOTLAN_SIGNING_MINUTES = env.number("MOTLAN_SIGNING_MINUTES", default=15, at_least=1, at_most=1440)
# A signature found valid longer ago is verified again before its paper is used.
MOTLAN_REUSE_VERIFIED_WITHIN_DAYS = env.number(
    "MOTLAN_REUSE_VERIFIED_WITHIN_DAYS", default=30, at_least=1, at_most=3650
)
# In a check of the archive a signature found valid longer ago is verified again; others by their bytes alone.
MOTLAN_ARCHIVE_VERIFIED_WITHIN_DAYS = env.number(
    "MOTLAN_ARCHIVE_VERIFIED_WITHIN_DAYS", default=28, at_least=0, at_most=3650
)
# Who is told by mail what the check of the archive found; unset: nobody.
MOTLAN_MAIL_TO = env.words("MOTLAN_MAIL_TO", [])
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MOTLAN_MAIL_FROM", "motlan@localhost")
MOTLAN_MAIL_URL = env.url("MOTLAN_MAIL_URL", schemes=["smtp", "smtp+tls", "smtps"])
MAIL = mail.settings(MOTLAN_MAIL_URL, password=env.confidential("MOTLAN_MAIL_PASSWORD"))
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = MAIL.host, MAIL.port, MAIL.timeout_s
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.tls_at_once, MAIL.tls_later
# Hours for which an event waits for an anchor of the log at most (0: nothing is anchored by itself), and years for
# which the store holds what an anchor states.
MOTLAN_ANCHOR_HOURS = env.number("MOTLAN_ANCHOR_HOURS", default=24, at_least=0, at_most=720)
MOTLAN_ANCHOR_YEARS = env.number("MOTLAN_ANCHOR_YEARS", default=20, at_least=1, at_most=100)
# How long a link to a reused paper holds.
MOTLAN_LINK_MINUTES = env.number("MOTLAN_LINK_MINUTES", default=15, at_least=1, at_most=1440)
# For how long a process keeps what published versions of procedures ask for; 0: it reads it each time.
MOTLAN_CATALOGUE_SECONDS = env.number(
    "MOTLAN_CATALOGUE_SECONDS", default=60, at_least=0, at_most=600
)
# A provider of electronic identities that citizens may sign in with beside slips; empty: slips only.
MOTLAN_OIDC_URL = env.url("MOTLAN_OIDC_URL", schemes=["https"])
MOTLAN_OIDC_CLIENT_ID = env.text("MOTLAN_OIDC_CLIENT_ID", "")
MOTLAN_OIDC_CLIENT_SECRET = env.confidential("MOTLAN_OIDC_CLIENT_SECRET")
MOTLAN_OIDC_CA_FILE = env.file("MOTLAN_OIDC_CA_FILE")
MOTLAN_OIDC_SCOPE = env.text("MOTLAN_OIDC_SCOPE", "openid profile")
MOTLAN_OIDC_ID_CLAIM = env.text("MOTLAN_OIDC_ID_CLAIM", "personal_id")
MOTLAN_OIDC_NAME_CLAIM = env.text("MOTLAN_OIDC_NAME_CLAIM", "name")
MOTLAN_OIDC_BIRTH_CLAIM = env.text("MOTLAN_OIDC_BIRTH_CLAIM", "birthdate")
MOTLAN_OIDC_LEVEL_CLAIM = env.text("MOTLAN_OIDC_LEVEL_CLAIM", "acr")
# Words of assurance that are enough. Without them any account of the provider would do.
MOTLAN_OIDC_LEVELS = env.words("MOTLAN_OIDC_LEVELS", [])
if MOTLAN_OIDC_URL and not (MOTLAN_OIDC_CLIENT_ID and MOTLAN_OIDC_LEVELS):
    raise env.WrongSetting(
        "MOTLAN_OIDC_URL", "it needs MOTLAN_OIDC_CLIENT_ID and MOTLAN_OIDC_LEVELS"
    )
# Trial keys and invented papers: every page says THỬ NGHIỆM. The demo sets it.
MOTLAN_TRIAL = env.flag("MOTLAN_TRIAL", default=False)

LOGGING: dict[str, Any] = logs.settings(
    form=env.choice("MOTLAN_LOG_FORMAT", default="plain", among=["plain", "json"]),
    level=env.choice(
        "MOTLAN_LOG_LEVEL",
        default="WARNING",
        among=["debug", "info", "warning", "error", "critical"],
    ).upper(),
)
