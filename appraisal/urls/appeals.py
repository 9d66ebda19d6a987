"""Addresses of appeals against results and of the person's own page."""

from django.urls import path

from appraisal.views import appeals

urlpatterns = [
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/export/", appeals.appeals_export, name="appeals-export"),
    path("results/<int:pk>/appeal/", appeals.appeal_new, name="appeal-new"),
    path("year-results/<int:pk>/appeal/", appeals.appeal_new_year, name="appeal-new-year"),
    path("appeals/<int:pk>/", appeals.appeal, name="appeal"),
    path("appeals/<int:pk>/examine/", appeals.appeal_examine, name="appeal-examine"),
    path("appeals/<int:pk>/decide/", appeals.appeal_decide, name="appeal-decide"),
    path("appeals/<int:pk>/return/", appeals.appeal_return, name="appeal-return"),
    path("appeals/<int:pk>/withdraw/", appeals.appeal_withdraw, name="appeal-withdraw"),
    path("appeals/<int:pk>/answer/", appeals.appeal_answer, name="appeal-answer"),
    path("mine/", appeals.mine, name="mine"),
]
