"""Application configuration."""

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    """考评"""

    name = "appraisal"
    verbose_name = "考评"

    def ready(self):
        # These need the models, so not earlier.
        from appraisal import previews, queries
        from appraisal.services.months import follow_units
        from guanling.policy.previews import register
        from guanling.runs import periods, units

        for prefix in ("assessment.", "circular."):
            register(prefix, lines=previews.lines, guard=previews.guard)
        periods.register("月考核通报", queries.confirmed_months)
        units.register("月考核", follow_units)
