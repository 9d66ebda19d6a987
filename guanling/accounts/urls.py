"""Addresses of accounts."""

from django.urls import path

from guanling.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("password/", views.Password.as_view(), name="password"),
    path("users/", views.users, name="users"),
    path("users/new/", views.user_new, name="user-new"),
    path("users/<int:pk>/", views.user_detail, name="user"),
    path("users/<int:pk>/active/", views.user_active, name="user-active"),
    path("users/<int:pk>/reset/", views.user_reset, name="user-reset"),
    path("users/<int:pk>/grants/", views.grant_new, name="grant-new"),
    path("grants/<int:pk>/end/", views.grant_end, name="grant-end"),
]
