"""Addresses of examinations."""

from django.urls import path

from recruitment.views import exam_marks, exams

urlpatterns = [
    path("rounds/<int:pk>/exams/", exams.exams, name="exams"),
    path("rounds/<int:pk>/exams/<str:part>/arrange/", exams.arrange, name="exam-arrange"),
    path("rounds/<int:pk>/exams/<str:part>/finish/", exams.finish, name="exam-finish"),
    path("rounds/<int:pk>/results/", exams.results, name="exam-results"),
    path("rounds/<int:pk>/results/export/", exams.results_export, name="exam-results-export"),
    path("rounds/<int:pk>/results/print/", exams.results_print, name="exam-results-print"),
    path("rounds/<int:pk>/bonus/", exams.bonuses, name="exam-bonuses"),
    path("applications/<int:pk>/bonus/", exams.bonus_claim, name="exam-bonus-claim"),
    path("bonus/<int:pk>/confirm/", exams.bonus_confirm, name="exam-bonus-confirm"),
    path("bonus/<int:pk>/drop/", exams.bonus_drop, name="exam-bonus-drop"),
    path("exams/<int:pk>/draw/", exams.draw, name="exam-draw"),
    path("exams/<int:pk>/seats/", exams.seats, name="exam-seats"),
    path("exams/<int:pk>/close/", exams.close, name="exam-close"),
    path("exams/<int:pk>/print/<str:what>/", exams.exam_print, name="exam-print"),
    path("exams/<int:pk>/marks/<int:hand>/<int:room>/", exam_marks.marks, name="exam-marks"),
    path("exams/<int:pk>/marks/<int:hand>/workbook/", exam_marks.marks_book, name="exam-marks-book"),
    path("exams/<int:pk>/compare/", exam_marks.compare, name="exam-compare"),
    path("exams/<int:pk>/settle/<int:application>/", exam_marks.settle, name="exam-settle"),
]
