"""What may be meant by the letters typed so far: numbers, paper types and titles, of papers that may be seen.

Never a person's name or id: who types letters of a name learns here of nobody.
"""

import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from accounts.models import User
from dossiers.models import Paper, PaperQuerySet, PaperType
from dossiers.states import READABLE
from reuse.finding import Wanted, find
from search.ports import Index
from search.query import parse
from search.words import hide_ids
from vietnamese.document_number import fold_number
from vietnamese.text import fold

MOST = 8
SHORTEST = 2
# However common the first letters are, no more papers than these are looked at.
MOST_NUMBERS = 2_000
MOST_TITLES = 10
# Digits in a row that may be the beginning of a personal id, also in groups of three.
_OF_AN_ID = re.compile(r"\d(?:[ .-]?\d){7,}")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to put into the box, and what it is."""

    text: str
    kind: str


def suggestions(user: User, typed: str, *, index: Index) -> list[Suggestion]:
    """At most MOST; nothing for what may be a personal id."""
    typed = " ".join(typed.replace("\0", " ").split())
    if len(typed) < SHORTEST or _OF_AN_ID.search(typed) or parse(typed).person_id:
        return []
    papers = Paper.objects.visible_to(user).filter(state__in=READABLE)
    found = dict.fromkeys(_numbers(papers, typed), "Số, ký hiệu")
    found |= dict.fromkeys(_types(typed), "Loại giấy tờ")
    if len(found) < MOST:
        found |= dict.fromkeys(_titles(papers, typed, index), "Tên giấy tờ")
    return [Suggestion(text, kind) for text, kind in found.items() if text == hide_ids(text)][:MOST]


def _numbers(papers: PaperQuerySet, typed: str) -> list[str]:
    """Numbers that begin so; those of identity cards are ids and are left out by the caller."""
    key = fold_number(typed)
    if not key or not any(letter.isdigit() for letter in key):
        return []
    begin = Paper.objects.filter(_begins_with(key)).order_by("number_key").values("pk")
    seen = papers.filter(pk__in=begin[:MOST_NUMBERS]).exclude(number="")
    return list(seen.order_by("number").values_list("number", flat=True).distinct()[:MOST])


def _begins_with(key: str) -> Q:
    """By the index on both databases: SQLite uses none for LIKE, PostgreSQL none for a range in a locale."""
    if connection.vendor == "sqlite":
        return Q(number_key__gte=key, number_key__lt=f"{key}\U0010ffff")
    return Q(number_key__startswith=key)


def _types(typed: str) -> list[str]:
    """Names of paper types in which every word begins a word, with or without diacritics."""
    words = fold(typed).split()
    names = PaperType.objects.order_by("name").values_list("name", flat=True)
    return [
        name
        for name in names
        if all(any(part.startswith(word) for part in fold(name).split()) for word in words)
    ][:3]


def _titles(papers: PaperQuerySet, typed: str, index: Index) -> list[str]:
    """Titles of what the words find; one that names its holder is left out."""
    wanted = Wanted(typed, limit=MOST_TITLES, snippets=False)
    titles = []
    for each in find(wanted, papers=papers, index=index).found:
        holder, title = each.paper.holder, each.paper.title
        if title and not (holder and holder.name_folded in fold(title)):
            titles.append(title)
    return titles
