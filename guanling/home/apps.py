"""Application configuration."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """工作台"""

    name = "guanling.home"
    verbose_name = "工作台"
