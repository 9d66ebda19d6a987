"""How often somebody may try the public pages: counted in the cache, so that several web processes share it.

No captcha: offices have no internet to fetch one from, and it keeps out the old before it keeps out a script.
Counters hold no name and no number, only keyed hashes; they go by themselves.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from guanling.runs.errors import Refusal
from roster.numbers import fingerprint

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


@dataclass(frozen=True)
class Limit:
    """At most ``most`` tries of one kind within windows of ``seconds``."""

    name: str
    most: int
    seconds: int


# A township's hall with five PCs behind one address registers some 150 people an hour, each with a mistake
# or two; a script makes thousands.
REGISTER_ADDRESS = (Limit("register-address", 300, HOUR),)
# Nobody sends one form more often than this, mistakes and double clicks counted.
REGISTER_PERSON = (Limit("register-person", 10, HOUR), Limit("register-person-day", 20, DAY))
# On the day on which results come out, the same hall looks up everybody.
LOOK_UP_ADDRESS = (Limit("look-up-address", 120, 15 * MINUTE),)
# Six random digits follow the round's code: at 30 a day, guessing one person's number takes a lifetime.
LOOK_UP_PERSON = (Limit("look-up-person", 10, HOUR), Limit("look-up-person-day", 30, DAY))
# Papers that were asked for: a few scans, some of them twice.
SUPPLEMENT = (Limit("supplement", 30, HOUR),)


class TooOften(Refusal):
    """More tries than the limit; the text says when to try again."""


def client_address(request: HttpRequest) -> str:
    """Return whose limit a request counts against: behind a trusted proxy the address that it has seen.

    Only the last entry counts: what stands before it the client may have written itself.
    """
    if settings.SECURE_PROXY_SSL_HEADER:
        seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if seen:
            return seen
    return request.META.get("REMOTE_ADDR", "")


def count(limits: tuple[Limit, ...], what: str) -> None:
    """Count one try of ``what`` (an address, a number) against each of ``limits``; raises TooOften beyond.

    Atomic: Redis increments, so that tries at the same moment are all counted before any is judged. The
    window stands in the key, so that a counter never outlives it, whatever happens in between.
    """
    now = int(timezone.now().timestamp())
    for limit in limits:
        window = now // limit.seconds
        key = f"limit:{limit.name}:{fingerprint(what)}:{window}"
        # Kept for two windows: it cannot run out between the two statements.
        cache.add(key, 0, timeout=2 * limit.seconds)
        if cache.incr(key) > limit.most:
            left = (window + 1) * limit.seconds - now
            raise TooOften(
                f"操作次数过多，请{_in_words(left)}后再试；急需办理的请到报名地点现场办理或电话咨询。"
            )


def _in_words(seconds):
    """The time to wait, rounded up: 3分钟, 2小时."""
    minutes = -(-seconds // MINUTE)
    return f"{minutes}分钟" if minutes <= MINUTE else f"{-(-minutes // MINUTE)}小时"
