"""Session limits, forced password change, and GET requests that cannot write."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.db import connection
from django.shortcuts import redirect
from django.urls import reverse


class SessionLimitMiddleware:
    """Ends a session at its absolute age and sends a first password to be changed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            started = request.session.setdefault("started", int(time.time()))
            if time.time() - started > settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
                return redirect(settings.LOGIN_URL)
            open_paths = {reverse("accounts:password"), reverse("accounts:logout")}
            if request.user.must_change_password and request.path not in open_paths:
                return redirect("accounts:password")
        return self.get_response(request)


class ReadOnlyGetMiddleware:
    """A GET never writes: the database refuses it for the length of the request.

    The session is saved outside this middleware, and inside a test's transaction the setting has no
    effect; tests/accounts proves the refusal on a real connection.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD") or connection.in_atomic_block:
            return self.get_response(request)
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = on")
        try:
            return self.get_response(request)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET default_transaction_read_only = off")
