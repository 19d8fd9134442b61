"""The name under which a person's acts stand in the events and beside what they wrote."""

from accounts.models import User


def actor(user: User) -> str:
    """Whose act it is, as events name a person."""
    return f"user:{user.username}"
