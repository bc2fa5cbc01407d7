"""The headings under which editors find the blocks."""

from django.utils.translation import gettext_lazy as _

TEXT = _("Text")
EVIDENCE = _("Evidence")
MEDIA = _("Pictures and files")
ACTION = _("Action and layout")
