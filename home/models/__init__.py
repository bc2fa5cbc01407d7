"""What the whole site shares: pages, the organisation, texts, pictures and files."""

from .media import Attachment, Picture, PictureRendition
from .organisation import OrganisationSettings
from .pages import HomePage, StandardPage
from .texts import SiteTexts

__all__ = ["Attachment", "HomePage", "OrganisationSettings", "Picture", "PictureRendition", "SiteTexts", "StandardPage"]
