"""Application configuration."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """教育培训"""

    name = "training"
    verbose_name = "教育培训"
