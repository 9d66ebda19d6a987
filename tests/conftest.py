"""A hostile environment: what is merely tolerated in daily running fails here.

The servers come from tests/servers.py, warnings are errors and an undefined template variable fails
(both in pyproject.toml).
"""

from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings


def pytest_configure(config):
    """Settle what a throw-away run needs differently; mutates before anything has read it."""
    # No collectstatic before a test run; a missing file still fails in tests/project.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    # Whitenoise would warn of the missing collected folder.
    settings.WHITENOISE_AUTOREFRESH = True
    # Thousands of test accounts: the real hasher costs 50 ms each, which its own test pays.
    settings.PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
    # Two processes share two cores: how long a drawn example took says nothing of the test.
    hypothesis_settings.register_profile(
        "guanling", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    hypothesis_settings.load_profile("guanling")
