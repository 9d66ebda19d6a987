"""Application configuration."""

from django.apps import AppConfig


class PayrollConfig(AppConfig):
    """待遇"""

    name = "payroll"
    verbose_name = "待遇"

    def ready(self):
        # These need the models, so not earlier.
        from guanling.policy.previews import register
        from guanling.runs import periods as confirmed
        from payroll import previews
        from payroll.queries import periods

        # No guard: a county's value of the past is legal; what it changes comes as differences.
        register("pay.", lines=previews.lines)
        confirmed.register("待遇发放", periods.confirmed_months)
