"""The headings under which editors find the blocks."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TEXT = pgettext_lazy("group of blocks", "Text")
EVIDENCE = pgettext_lazy("group of blocks", "Evidence")
MEDIA = _("Pictures and files")
ACTION = _("Action and layout")
