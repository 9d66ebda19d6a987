"""Application configuration."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """政策参数"""

    name = "guanling.policy"
    verbose_name = "政策参数"
