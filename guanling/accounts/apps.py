"""Application configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """账号与权限"""

    name = "guanling.accounts"
    verbose_name = "账号与权限"
