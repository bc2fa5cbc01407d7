"""Every address of the site: language-free ones first, then those below a language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from campaigns.articles import urls as articles_urls
from campaigns.donations import urls as donations_urls
from campaigns.letters import urls as letters_urls
from campaigns.petitions import urls as petitions_urls
from cms import health, mailbox
from cms.access import urls as access_urls
from cms.robots import robots
from cms.translation.entrance import front_door
from cms.translation.sitemaps import sitemap
from home import urls as home_urls
from search import urls as search_urls

handler404 = "cms.translation.entrance.page_not_found"

urlpatterns = [
    path("", front_door, name="front_door"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("healthz", health.live),
    path("readyz", health.ready),
    path("account/", include(access_urls)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *petitions_urls.plain_urlpatterns,
    *letters_urls.plain_urlpatterns,
    *donations_urls.plain_urlpatterns,
    *articles_urls.plain_urlpatterns,
    *home_urls.urlpatterns,
]

# In development only; elsewhere the proxy serves uploaded files.
urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

if mailbox.is_in_use():
    urlpatterns.append(path("mails/", include("cms.mailbox")))

urlpatterns += i18n_patterns(
    path("", include(petitions_urls)),
    path("", include(letters_urls)),
    path("", include(donations_urls)),
    path("", include(articles_urls)),
    path("", include(search_urls)),
    path("", include(wagtail_urls)),
)
