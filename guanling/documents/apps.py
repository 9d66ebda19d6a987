"""The documents app: official papers and workbooks."""

import logging

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DocumentsConfig(AppConfig):
    """公文与表册"""

    name = "guanling.documents"
    label = "documents"
    verbose_name = "公文与表册"

    def ready(self):
        # A line per page set is noise in the log of a worker.
        logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
        logging.getLogger("fontTools").setLevel(logging.WARNING)
        # Every app's workbooks.py and prints.py registers its kinds; they need the models, so not earlier.
        autodiscover_modules("workbooks", "prints")
