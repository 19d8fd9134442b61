"""The name under which a person's acts stand in the events and beside what they wrote."""

from collections.abc import Iterable

from accounts.models import User


def actor(user: User) -> str:
    """Whose act it is, as events name a person."""
    return f"user:{user.username}"


def people_named(actors: Iterable[str]) -> dict[str, str]:
    """How the persons among these actors are called, by the names under which they act; at most one query."""
    usernames = {each.removeprefix("user:") for each in actors if each.startswith("user:")}
    if not usernames:
        return {}
    return {actor(each): str(each) for each in User.objects.filter(username__in=usernames)}
