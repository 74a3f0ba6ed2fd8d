"""Settings of the tests: the product's own, on a data folder and a server of their own."""

import os

from tests import database

for _name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_INGEST_URL", "DATABASE_DIRECT_URL"):
    os.environ.pop(_name, None)
os.environ["BOUCLE_DATA"] = str(database.data_folder())
os.environ.pop("BOUCLE_POOL", None)

from boucle.shell.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; never outside tests
MFA_DEMANDED = False  # tests sign in at once; those of the demand set it
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
