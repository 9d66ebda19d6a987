"""Addresses of courses and the bank of questions."""

from django.urls import path

from training.views import courses

urlpatterns = [
    path("courses/", courses.courses, name="courses"),
    path("courses/export/", courses.courses_export, name="courses-export"),
    path("courses/new/", courses.course_new, name="course-new"),
    path("courses/<int:pk>/", courses.course, name="course"),
    path("courses/<int:pk>/edit/", courses.course_edit, name="course-edit"),
    path("courses/<int:pk>/stop/", courses.course_stop, name="course-stop"),
    path("courses/<int:pk>/resume/", courses.course_resume, name="course-resume"),
    path("courses/<int:pk>/questions/export/", courses.questions_export, name="questions-export"),
    path("courses/<int:pk>/questions/new/", courses.question_new, name="question-new"),
    path("questions/<int:pk>/", courses.question, name="question"),
    path("questions/<int:pk>/renew/", courses.question_renew, name="question-renew"),
    path("questions/<int:pk>/withdraw/", courses.question_withdraw, name="question-withdraw"),
    path("questions/<int:pk>/restore/", courses.question_restore, name="question-restore"),
]
