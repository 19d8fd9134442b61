"""One-time links with which a person sets their password: nobody else ever knows it."""

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User


class PasswordLinks(PasswordResetTokenGenerator):
    """Ends with its use, with the next link, with the lock of the account, and after PASSWORD_RESET_TIMEOUT."""

    key_salt = "accounts.password_links"

    def _make_hash_value(self, user: AbstractBaseUser, timestamp: int) -> str:
        """Django's own, which holds the password and the last sign-in, and the generation."""
        generation = user.session_generation if isinstance(user, User) else 0
        own = super()._make_hash_value(user, timestamp)  # type: ignore[arg-type]  # says contrib.auth's User
        return f"{generation}:{own}"


LINKS = PasswordLinks()


def link_parts(user: User) -> tuple[str, str]:
    """The person and the token, as they stand in the address."""
    return urlsafe_base64_encode(force_bytes(user.pk)), LINKS.make_token(user)
