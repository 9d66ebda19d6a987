"""PostgreSQL and Valkey for one machine, and the supervisor behind ``make run``.

Nothing here is used when DATABASE_URL names a real server.
"""

from guanling.embedded.commands import for_command

__all__ = ["for_command"]
