"""Registers what petitions add to the admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from .models import Petition, Signature
from .permissions import petition_policy, signature_policy
from .viewsets import PetitionGroup

register_permission_policy(Petition, petition_policy)
register_permission_policy(Signature, signature_policy)
hooks.register("register_admin_viewset", PetitionGroup)
