"""Application configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """变更留痕"""

    name = "guanling.audit"
    verbose_name = "变更留痕"
