"""Application configuration."""

from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    """选聘"""

    name = "recruitment"
    verbose_name = "公开选聘"
