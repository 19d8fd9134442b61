"""What can go wrong when a person signs in with an electronic identity.

OidcError
├── ProviderUnreachable   no answer in time; a retry may help
├── ProviderUntrusted     an answer that does not hold: signature, issuer, audience, nonce, time, or form
├── SignInDeclined        the person or the provider said no, or the browser came back with something else
├── LevelTooLow           signed in, with less assurance than is asked for
└── IdentityIncomplete    signed in, but without personal id, name or birth
"""


class OidcError(Exception):
    """The root; messages never hold what the provider said of a person."""

    code = "oidc.failed"
    retry = False
    remedy = "Sign in with an access slip."


class ProviderUnreachable(OidcError):
    """No answer in time."""

    code = "oidc.unreachable"
    retry = True
    remedy = "Try again in a few minutes, or sign in with an access slip."


class ProviderUntrusted(OidcError):
    """An answer that does not hold."""

    code = "oidc.untrusted"
    remedy = "Tell the administrator: issuer, client, keys and clock are to be checked."


class SignInDeclined(OidcError):
    """The person or the provider said no, or the browser came back with something else."""

    code = "oidc.declined"
    remedy = "Begin anew, or sign in with an access slip."


class LevelTooLow(OidcError):
    """Signed in with less assurance than is asked for."""

    code = "oidc.level_too_low"
    remedy = "Raise the level of the electronic identity, or sign in with an access slip."


class IdentityIncomplete(OidcError):
    """No personal id, name or birth in the answer."""

    code = "oidc.incomplete"
    remedy = "Sign in with an access slip; tell the administrator to check the names of the claims."
