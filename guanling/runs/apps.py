"""Application configuration."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """批处理"""

    name = "guanling.runs"
    verbose_name = "批处理"
