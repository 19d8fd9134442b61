"""The provider of electronic identities that the settings name."""

from django.conf import settings

from oidc.adapters.openid import Claims, OpenIdProvider, OpenIdServer
from oidc.ports import IdentityProvider


def provider() -> IdentityProvider:
    """Where citizens may sign in with an electronic identity."""
    claims = Claims(
        personal_id=settings.MOTLAN_OIDC_ID_CLAIM,
        name=settings.MOTLAN_OIDC_NAME_CLAIM,
        birth=settings.MOTLAN_OIDC_BIRTH_CLAIM,
        level=settings.MOTLAN_OIDC_LEVEL_CLAIM,
    )
    return OpenIdProvider(
        OpenIdServer(
            issuer=settings.MOTLAN_OIDC_URL,
            client_id=settings.MOTLAN_OIDC_CLIENT_ID,
            client_secret=settings.MOTLAN_OIDC_CLIENT_SECRET,
            claims=claims,
            levels=tuple(settings.MOTLAN_OIDC_LEVELS),
            scope=settings.MOTLAN_OIDC_SCOPE,
            ca_file=settings.MOTLAN_OIDC_CA_FILE,
        )
    )
