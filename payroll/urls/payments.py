"""Addresses of bank files, returns, sheets and slips."""

from django.urls import path

from payroll.views import payments

urlpatterns = [
    path("months/<period:period>/outputs/", payments.outputs, name="outputs"),
    path("months/<period:period>/summary/", payments.summary, name="pay-summary"),
    path("months/<period:period>/summary/print/", payments.summary_print, name="pay-summary-print"),
    path("months/<period:period>/summary/export/", payments.summary_export, name="pay-summary-export"),
    path("months/<period:period>/transfers/", payments.transfers, name="transfers"),
    path("months/<period:period>/transfers/export/", payments.transfers_export, name="transfers-export"),
    path("months/<period:period>/reconciliation/", payments.reconciliation, name="reconciliation"),
    path("months/<period:period>/bank-files/make/", payments.bank_file_make, name="bank-file-make"),
    path("parts/<int:pk>/sheet/print/", payments.sheet_print, name="sheet-print"),
    path("parts/<int:pk>/sheet/issue/", payments.sheet_issue, name="sheet-issue"),
    path("parts/<int:pk>/slips/print/", payments.slips_print, name="slips-print"),
    path("entries/<int:pk>/slip/print/", payments.slip_print, name="slip-print"),
    path("transfers/<int:pk>/resend/", payments.transfer_resend, name="transfer-resend"),
    path("bank-files/", payments.bank_files, name="bank-files"),
    path("bank-files/<int:pk>/", payments.bank_file, name="bank-file"),
    path("bank-files/<int:pk>/download/", payments.bank_file_download, name="bank-file-download"),
    path("bank-files/<int:pk>/retry/", payments.bank_file_retry, name="bank-file-retry"),
    path("bank-files/<int:pk>/returns/", payments.bank_return_upload, name="bank-return-upload"),
    path("bank-returns/<int:pk>/", payments.bank_return, name="bank-return"),
]
