"""Who calls: a bearer token, for one scope. What may be seen stays the querysets of its account."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from accounts.models import SystemToken, User
from accounts.system_tokens import token_of
from api.errors import BodyTooLarge, NotAllowed, TokenRefused, WrongMediaType
from api.limits import ALLOWANCES

MOST_BYTES = 64 * 1024
JSON = "application/json"


class SystemRequest(HttpRequest):
    """A call whose token was accepted; `user` is the account that it acts as."""

    auth: SystemToken
    user: User


class Bearer(HttpBearer):
    """A token in force, with this scope, within its calls of the minute; and a body that may be looked at.

    Args:
        scope: one of SystemToken.Scope.
    """

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> SystemToken:
        """The token of the call.

        Raises:
            CallRefused: one of its kinds.
        """
        token: SystemToken | None = super().__call__(request)
        if token is None:
            raise TokenRefused
        check_body(request)
        return token

    def authenticate(self, request: HttpRequest, token: str) -> SystemToken:
        """The token with this secret."""
        found = token_of(token)
        if found is None:
            raise TokenRefused
        ALLOWANCES.take(found)
        if not found.allows(self.scope):
            raise NotAllowed
        request.user = found.user
        return found


def check_body(request: HttpRequest) -> None:
    """Refuse a body that is too large or no JSON before it is read.

    Raises:
        BodyTooLarge, WrongMediaType.
    """
    length = request.headers.get("Content-Length", "") or "0"
    if not length.isdigit() or int(length[:20]) > MOST_BYTES:
        raise BodyTooLarge
    if request.method == "POST" and length != "0" and request.content_type != JSON:
        raise WrongMediaType


READ, REUSE, INTAKE = (Bearer(scope) for scope in SystemToken.Scope.values)
