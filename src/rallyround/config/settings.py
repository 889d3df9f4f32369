"""Every setting in one place. Starts with none set, in practice; the environment says what differs."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from rallyround.config.environment import database, secret_key

PACKAGE = Path(__file__).resolve().parent.parent

# An exercise is the same code with its own database, cookie and sealed messages.
EXERCISE = os.environ.get("RALLYROUND_EXERCISE", "")
DEMO = os.environ.get("RALLYROUND_DEMO") == "1"
SECRET_KEY, SECRET_KEY_IS_DEFAULT = secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("RALLYROUND_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
BASE_URL = os.environ.get("RALLYROUND_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "rallyround.ui",
    "rallyround.ledger",
    "rallyround.people",
    "rallyround.places",
    "rallyround.messaging",
    "rallyround.incidents",
    "rallyround.register",
    "rallyround.volunteers",
    "rallyround.tasking",
    "rallyround.groups",
    "rallyround.collaborations",
    "rallyround.response",
    "rallyround.evaluation",
    "rallyround.business",
    "rallyround.feeds",
    "rallyround.room",
    "rallyround.programme",
]

MIDDLEWARE = [
    "rallyround.ui.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "rallyround.people.middleware.EveryViewDeclares",
    "rallyround.people.middleware.SecondFactor",
    "rallyround.incidents.middleware.Presence",
    "rallyround.ui.middleware.SpeakPlainly",
]

ROOT_URLCONF = "rallyround.config.urls"
WSGI_APPLICATION = "rallyround.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rallyround.config.context.page",
            ]
        },
    }
]

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Jobs are in each app's jobs.py. A worker that was killed in mid-job is noticed within half a minute.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"update_heartbeat_interval": 5, "stalled_worker_timeout": 15}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["rallyround.people.passwords.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_LOGOUT_REDIRECT_URL = "front"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "rallyround.people.sign_in.Adapter"
ACCOUNT_EMAIL_NOTIFICATIONS = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Rallyround"
MFA_ADAPTER = "rallyround.people.sign_in.SecondFactorAdapter"

SESSION_COOKIE_NAME = f"rallyround_exercise_{EXERCISE}" if EXERCISE else "rallyround"
CSRF_COOKIE_NAME = f"{SESSION_COOKIE_NAME}_csrf"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a duty shift
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
CSRF_FAILURE_VIEW = "rallyround.ui.views.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("RALLYROUND_PROXY") else None
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
LOCALE_PATHS = [str(PACKAGE / "ui" / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 60 * 60

EMAIL_HOST = os.environ.get("RALLYROUND_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("RALLYROUND_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("RALLYROUND_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("RALLYROUND_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("RALLYROUND_SMTP_TLS") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("RALLYROUND_FROM", "rallyround@localhost")

# Nothing personal is logged: no request bodies, no query strings, no SQL.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"plain": {"()": "rallyround.config.logs.WithoutPersonalData"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["plain"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("RALLYROUND_LOG", "WARNING")},
}
