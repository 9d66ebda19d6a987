"""Identity and bank numbers at rest: encrypted, found by HMAC, shown masked. Files at rest: encrypted."""

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.db.models.fields.files import FieldFile


@lru_cache(maxsize=1)
def _cipher():
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def encrypted(data: bytes) -> bytes:
    """Return ``data`` as it may lie at rest."""
    return _cipher().encrypt(data)


def decrypted(data: bytes) -> bytes | None:
    """Return what :func:`encrypted` was given, or None where the data were touched since."""
    try:
        return _cipher().decrypt(data)
    except InvalidToken:
        return None


def fingerprint(number: str) -> str:
    """HMAC-SHA-256 of a number, for lookup and uniqueness without decrypting.

    Keyed by the oldest field key, which therefore must stay in FIELD_KEYS.
    """
    return hmac.new(settings.FIELD_KEYS[-1].encode(), number.encode(), hashlib.sha256).hexdigest()


def masked(number: str) -> str:
    """First six and last two characters of an identity number or card, the rest as asterisks."""
    if len(number) < 10:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 8) + number[-2:]


class EncryptedNumberField(models.TextField):
    """Text that the database holds only encrypted; empty text stays empty."""

    # The change history's page tells that it changed, never what it is.
    opaque = True

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return _cipher().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value, expression, connection):
        """Return the number in plain text."""
        return _cipher().decrypt(value.encode()).decode() if value else value


class EncryptedFile(FieldFile):
    """A file that lies on the disk encrypted."""

    def save(self, name, content, save=True):
        """Store the content, encrypted."""
        super().save(name, ContentFile(encrypted(content.read())), save)

    def open(self, mode="rb"):
        """Return the content in plain; nothing where the stored file was touched."""
        with self.storage.open(self.name, "rb") as stored:
            return ContentFile(decrypted(stored.read()) or b"")


class EncryptedFileField(models.FileField):
    """A file field whose files lie on the disk encrypted."""

    attr_class = EncryptedFile
