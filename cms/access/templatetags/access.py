"""What the pages of an account ask for."""

from django import template

from cms.access.devices import browser_in

register = template.Library()
register.filter("browser", browser_in)
