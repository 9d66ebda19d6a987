"""Application configuration."""

from django.apps import AppConfig


class RosterConfig(AppConfig):
    """机构与人员"""

    name = "roster"
    verbose_name = "机构与人员"
