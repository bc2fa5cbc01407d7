"""What the screens of the admin say of translations: numbers, and the notice above the editor of a source."""

from django import template

from campaigns.languages import written_number
from cms.translation.admin.notices import notice_context
from cms.translation.numbers import percent

register = template.Library()

register.filter("number", written_number)
register.filter("percent", percent)
register.inclusion_tag("translation/notice.html", takes_context=True, name="translation_notice")(notice_context)
