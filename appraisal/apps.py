"""Application configuration."""

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    """考评"""

    name = "appraisal"
    verbose_name = "考评"

    def ready(self):
        # Both need the models, so not earlier.
        from appraisal import previews
        from guanling.policy.previews import register

        for prefix in ("assessment.", "circular."):
            register(prefix, lines=previews.lines, guard=previews.guard)
