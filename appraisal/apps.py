"""Application configuration."""

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    """考评"""

    name = "appraisal"
    verbose_name = "考评"
