"""Application configuration."""

from django.apps import AppConfig


class PayrollConfig(AppConfig):
    """待遇"""

    name = "payroll"
    verbose_name = "待遇"
