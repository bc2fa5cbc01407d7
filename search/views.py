"""The search page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page

from .finding import cleaned, find_pages

RESULTS_PER_PAGE = 10


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Pages in the visitor's language that match `q`, ten at a time."""
    query = cleaned(request.GET.get("q", ""))
    found = find_pages(query, Locale.get_active()) if query else []
    results = Paginator(found, RESULTS_PER_PAGE).get_page(request.GET.get("page"))
    results.object_list = in_order(list(results.object_list))
    return render(request, "search/search.html", {"query": query, "results": results, "total": len(found)})


def in_order(page_ids: list[int]) -> list[Page]:
    """The pages with these ids, in this order, each as what it is."""
    pages = {page.pk: page for page in Page.objects.filter(pk__in=page_ids).specific()}
    return [pages[page_id] for page_id in page_ids if page_id in pages]
