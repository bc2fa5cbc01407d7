"""Addresses of the translation screens, below /admin/translations/."""

from django.urls import URLPattern, path

from .editor import EditorView, ReturnView
from .exchange import ExportView, ImportView
from .looking import DetachView, LocalPartView, PreviewView
from .report import ReportView
from .results import ResultView
from .together import TogetherView

app_name = "translations"

urlpatterns: list[URLPattern] = [
    path("", ReportView.as_view(), name="report"),
    path("<int:translation_id>/", EditorView.as_view(), name="edit"),
    path("<int:translation_id>/preview/", PreviewView.as_view(), name="preview"),
    path("<int:translation_id>/return/", ReturnView.as_view(), name="return"),
    path("<int:translation_id>/local/", LocalPartView.as_view(), name="local"),
    path("<int:translation_id>/detach/", DetachView.as_view(), name="detach"),
    path("together/<int:page_id>/", TogetherView.as_view(), name="together"),
    path("result/", ResultView.as_view(), name="result"),
    path("export/", ExportView.as_view(), name="export"),
    path("import/", ImportView.as_view(), name="import"),
]
