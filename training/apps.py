"""Application configuration."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """教育培训"""

    name = "training"
    verbose_name = "教育培训"

    def ready(self):
        # These need the models, so not earlier.
        from guanling.runs import records
        from roster.enums import Section
        from training.queries.records import kept_records

        records.register(Section.TRAINING, kept_records)
