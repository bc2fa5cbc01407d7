"""What may be done with petitions and signatures in the admin."""

from campaigns.permissions import RestrictedPolicy

from .models import Petition, Signature

# A petition comes with its page and stays as long as signatures hang on it.
petition_policy = RestrictedPolicy(Petition, frozenset({"view", "change"}))
# Only the signer, a mail and `signing` change a signature.
signature_policy = RestrictedPolicy(Signature, frozenset({"view"}))
