"""Addresses of relief."""

from django.urls import path

from payroll.views import relief

urlpatterns = [
    path("relief/", relief.reliefs, name="reliefs"),
    path("relief/export/", relief.reliefs_export, name="reliefs-export"),
    path("relief/form/", relief.relief_blank, name="relief-blank"),
    path("relief/new/", relief.relief_new, name="relief-new"),
    path("relief/mine/", relief.relief_mine, name="relief-mine"),
    path("relief/mine/new/", relief.relief_own_new, name="relief-own-new"),
    path("relief/<int:pk>/", relief.relief, name="relief"),
    path("relief/<int:pk>/medical/", relief.relief_medical, name="relief-medical"),
    path("relief/<int:pk>/papers/", relief.relief_paper_new, name="relief-paper-new"),
    path("relief/<int:pk>/propose/", relief.relief_propose, name="relief-propose"),
    path("relief/<int:pk>/decide/", relief.relief_decide, name="relief-decide"),
    path("relief/<int:pk>/return/", relief.relief_return, name="relief-return"),
    path("relief/<int:pk>/withdraw/", relief.relief_withdraw, name="relief-withdraw"),
    path("relief/<int:pk>/print/", relief.relief_print, name="relief-print"),
    path("relief/<int:pk>/decision/", relief.relief_decision, name="relief-decision"),
    path("relief-papers/<int:pk>/", relief.relief_paper, name="relief-paper"),
    path("relief-papers/<int:pk>/withdraw/", relief.relief_paper_withdraw, name="relief-paper-withdraw"),
]
