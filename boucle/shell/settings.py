"""Settings, from the environment. Nothing secret stands here."""

from __future__ import annotations

import json
import os
from pathlib import Path

from boucle.kernel import dsn

BASE = Path(__file__).resolve().parent.parent
DATA = dsn.data_folder()

SECRET_KEY = os.environ.get("BOUCLE_SECRET_KEY") or dsn.secret("django-key")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("BOUCLE_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
ROOT_URLCONF = "boucle.shell.urls"
WSGI_APPLICATION = "boucle.shell.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "boucle.kernel",
    "boucle.tenancy",
    "boucle.access",
    "boucle.webhooks",
    "boucle.books",
    "boucle.shell",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "boucle.shell.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "boucle.shell.middleware.SessionPlace",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "boucle.shell.middleware.Errors",
    "boucle.shell.middleware.Actor",
    "boucle.shell.places.Places",
    "boucle.shell.rest.idempotency.Idempotency",
    "boucle.shell.middleware.Gatekeeper",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "boucle.shell.context.shell",
            ],
            "builtins": ["boucle.shell.templatetags.boucle"],
        },
    }
]

DATABASES = {"default": dsn.django_database("web")}
if dsn.has("owner"):
    DATABASES["owner"] = dsn.django_database("owner")

AUTH_USER_MODEL = "access.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name", "email")},
    },
]
LOGIN_URL = "/connexion"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "boucle.shell.staticfiles.HashedStatic"},
}
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = str(dsn.temporary_folder())
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

SESSION_ENGINE = "boucle.access.signin.sessions"
SESSION_COOKIE_AGE = int(os.environ.get("BOUCLE_SESSION_HOURS", "12")) * 3600
SESSION_IDLE_SECONDS = int(os.environ.get("BOUCLE_SESSION_IDLE_MINUTES", "30")) * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "boucle.shell.errors.csrf_failure"
_https = os.environ.get("BOUCLE_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME = "__Host-boucle" if _https else "boucle_session"
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "csrftoken"
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("BOUCLE_ORIGINS", "").split(",") if o]
SECURE_REFERRER_POLICY = "same-origin"

TRUSTED_PROXIES = int(os.environ.get("BOUCLE_PROXIES", "0"))

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
MFA_DEMANDED = os.environ.get("BOUCLE_MFA_REQUIRED", "1") != "0"
ACCOUNT_ADAPTER = "boucle.access.signin.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # access/signin/throttle.py counts, for all workers
ACCOUNT_EMAIL_NOTIFICATIONS = False  # access/signin/notices.py tells
MFA_ADAPTER = "boucle.access.signin.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = False
MFA_TOTP_ISSUER = "Boucle"
MFA_TOTP_PERIOD = 30
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_STORE_TOKENS = False

SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
_providers = Path(os.environ.get("BOUCLE_IDENTITY_FILE") or DATA / "fournisseurs.json")
IDENTITY_PROVIDERS = json.loads(_providers.read_text()) if _providers.is_file() else []

_url = os.environ.get("BOUCLE_URL", "").rstrip("/")
PUBLIC_URL = f"{_url}/" if _url else ""
DEFAULT_FROM_EMAIL = os.environ.get("BOUCLE_MAIL_FROM", "Boucle <ne-pas-repondre@localhost>")
EMAIL_HOST = os.environ.get("BOUCLE_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("BOUCLE_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("BOUCLE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("BOUCLE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("BOUCLE_SMTP_TLS", "1") == "1"
EMAIL_TIMEOUT = 15
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = str(DATA / "courriers")
SECURITY_CONTACT = os.environ.get("BOUCLE_SECURITY_CONTACT", "")
"""Whom to tell of a hole (`mailto:…` or `https://…`), in /.well-known/security.txt."""
WEBHOOKS_PRIVATE = os.environ.get("BOUCLE_WEBHOOKS_PRIVATE", "") == "1"
"""Whether webhooks may call private addresses, and without TLS: for a network of one's own."""

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES: dict[str, str] = {}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"scrubbed": {"()": "boucle.kernel.logs.Scrubbed"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "scrubbed"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {
    "update_heartbeat_interval": 5,
    "stalled_worker_timeout": 60,
    "shutdown_graceful_timeout": 5,
    "delete_jobs": "successful",
}
