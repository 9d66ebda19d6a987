"""Addresses of knowledge tests."""

from django.urls import path

from training.views import papers, taking, tests

urlpatterns = [
    path("tests/", tests.tests, name="tests"),
    path("tests/export/", tests.tests_export, name="tests-export"),
    path("tests/new/", tests.test_new, name="test-new"),
    path("tests/<int:pk>/", tests.test, name="test"),
    path("tests/<int:pk>/edit/", tests.test_edit, name="test-edit"),
    path("tests/<int:pk>/open/", tests.test_open, name="test-open"),
    path("tests/<int:pk>/close/", tests.test_close, name="test-close"),
    path("tests/<int:pk>/export/", tests.test_export, name="test-export"),
    path("tests/<int:pk>/statistics/", tests.test_statistics, name="test-statistics"),
    path("tests/<int:pk>/statistics/export/", tests.test_statistics_export, name="test-statistics-export"),
    path("tests/<int:pk>/papers/", papers.test_papers, name="test-papers"),
    path("tests/<int:pk>/key/", papers.test_key, name="test-key"),
    path("tests/<int:pk>/typing/", papers.test_typing, name="test-typing"),
    path("tests/<int:pk>/take/", taking.test_take, name="test-take"),
    path("attempts/<int:pk>/", papers.attempt, name="attempt"),
    path("attempts/<int:pk>/answer/", taking.attempt_answer, name="attempt-answer"),
    path("attempts/<int:pk>/submit/", taking.attempt_submit, name="attempt-submit"),
    path("attempts/<int:pk>/type/", papers.attempt_type, name="attempt-type"),
    path("attempts/<int:pk>/accept-late/", papers.attempt_accept_late, name="attempt-accept-late"),
    path("courses/<int:pk>/statistics/", tests.course_statistics, name="course-statistics"),
    path(
        "courses/<int:pk>/statistics/export/",
        tests.course_statistics_export,
        name="course-statistics-export",
    ),
]
