"""The pages for signing in and for one's own account. Only these of allauth's: nobody signs up or changes addresses."""

from allauth.account import views
from allauth.mfa import urls as mfa_urls
from allauth.usersessions import urls as sessions_urls
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.utils.urlpatterns import decorate_urlpatterns

from .language import in_interface_language

pages = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("password/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("second-factor/", include(mfa_urls)),
    path("sessions/", include(sessions_urls)),
]

for decorator in (in_interface_language, never_cache, sensitive_post_parameters()):
    pages = decorate_urlpatterns(pages, decorator)
urlpatterns = pages
