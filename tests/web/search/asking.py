"""Asks the pages of Tra cứu."""

from django.test import Client
from django.urls import reverse

from dossiers.models import Paper


def ask(client: Client, **query: object) -> str:
    """The page of what is found."""
    answer = client.get(reverse("search"), query, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(client: Client, paper: Paper, **query: object) -> bool:
    """Whether the paper is among it."""
    return f'href="{reverse("paper", args=[paper.pk])}"' in ask(client, **query)
