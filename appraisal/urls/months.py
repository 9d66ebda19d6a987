"""Addresses of the month."""

from django.urls import path, register_converter

from appraisal.views import charts, circulars, corrections, findings, months, results, sheets


class PeriodConverter:
    """A month in an address: 2016-09."""

    regex = "[0-9]{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value):
        """Keep the text; the view asks for its first day."""
        return value

    def to_url(self, value):
        """Keep the text."""
        return value


register_converter(PeriodConverter, "period")

urlpatterns = [
    path("months/", months.months, name="months"),
    path("months/open/", months.month_open, name="month-open"),
    path("months/<period:period>/", months.month, name="month"),
    path("months/<period:period>/close/", months.month_close, name="month-close"),
    path("months/<period:period>/rank/", months.month_rank, name="month-rank"),
    path("months/<period:period>/progress/", months.month_progress, name="month-progress"),
    path("months/<period:period>/findings/", findings.findings, name="findings"),
    path("months/<period:period>/findings/new/", findings.finding_new, name="finding-new"),
    path("findings/<int:pk>/withdraw/", findings.finding_withdraw, name="finding-withdraw"),
    path("months/<period:period>/results/", results.results, name="results"),
    path("months/<period:period>/results/export/", results.results_export, name="results-export"),
    path("months/<period:period>/charts/", charts.charts, name="charts"),
    path("people/<int:pk>/months/", charts.person_months, name="person-months"),
    path("results/<int:pk>/", results.result, name="result"),
    path("months/<period:period>/circular/", circulars.circular, name="circular"),
    path("months/<period:period>/circular/prepare/", circulars.circular_prepare, name="circular-prepare"),
    path("circulars/<int:pk>/issue/", circulars.circular_issue, name="circular-issue"),
    path("months/<period:period>/corrections/", corrections.corrections, name="corrections"),
    path("months/<period:period>/corrections/notice/", corrections.notice_prepare, name="notice-prepare"),
    path("results/<int:pk>/correct/", corrections.correction_new, name="correction-new"),
    path("corrections/<int:pk>/", corrections.correction, name="correction"),
    path("corrections/<int:pk>/approve/", corrections.correction_approve, name="correction-approve"),
    path("corrections/<int:pk>/reject/", corrections.correction_reject, name="correction-reject"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/rows/<int:entry>/", sheets.row, name="row"),
    path("sheets/<int:pk>/submit/", sheets.submit, name="sheet-submit"),
    path("sheets/<int:pk>/accept/", sheets.accept, name="sheet-accept"),
    path("sheets/<int:pk>/return/", sheets.send_back, name="sheet-return"),
    path("sheets/<int:pk>/export/", sheets.export, name="sheet-export"),
    path("sheets/<int:pk>/form/", sheets.filling_form, name="sheet-form"),
    path("sheets/<int:pk>/exception/", months.sheet_exception, name="sheet-exception"),
]
