"""What a person asks for by words, numbers and ids of other places: nobody learns what they may not see.

Everything of every place is asked for in every box there is; what was typed may be said again, nothing else.
"""

from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.web.matrix.office import Office
from tests.web.matrix.planted import COMMON, NUMBER, WORDS, leaks, seen_by
from tests.web.matrix.rows import FORBIDDEN, STAFF, STRANGERS, class_of, text_of
from web.work.listing import DECIDED

Ask = Callable[[Client, str], object]
EXPORT = {"purpose": "Giải quyết hồ sơ"}


def get(name: str, parameter: str) -> Ask:
    """Asks by an address; a person's id goes on to an address without it."""
    return lambda client, asked: client.get(reverse(name), {parameter: asked}, follow=True)


def export(client: Client, asked: str) -> object:
    return client.post(reverse("search_export", query={"q": asked}), EXPORT)


def at_once(client: Client, asked: str) -> object:
    """As the form of Tra cứu asks in a browser: the answer alone."""
    return client.post(reverse("search_ask"), {"q": asked}, headers={"HX-Request": "true"})


def person(client: Client, asked: str) -> object:
    """Chủ giấy tờ, by number with a name that fits anybody of the place."""
    name = next((word for word in WORDS.values() if word in asked), "")
    number = asked.removesuffix(name).strip()
    sent = {"number": number, "name": f"Nguyễn {name}", "birth": ""}
    return client.post(reverse("holders"), sent, follow=True)


BOXES: dict[str, Ask] = {
    "search": get("search", "q"),
    "search at once": at_once,
    "suggestions": get("search_suggest", "q"),
    "export": export,
    "checklist": get("checklist", "ho_so"),
    "printed list": get("checklist_print", "ho_so"),
    "look-up key": get("checklist", "tra"),
    "procedures": get("intake_procedures", "tim"),
    "work list": get("work", "thu_tuc"),
    "conceal": get("conceal", "ho-so"),
    "person": person,
}


def questions(office: Office) -> list[str]:
    """What one might type to learn of a place."""
    asked = [COMMON, NUMBER]
    for place, records in office.records.items():
        word, number = WORDS[place], str(records.holder.personal_id)
        asked += [word, number, f"{number} {word}", records.dossier.number]
    return asked


@pytest.mark.parametrize("box", BOXES)
def test_no_box_tells_of_what_may_not_be_seen(office: Office, box: str) -> None:
    told, every = [], questions(office)
    for who, client in office.clients().items():
        for number, asked in enumerate(every):
            with transaction.atomic():
                answer = BOXES[box](client, asked)
                transaction.set_rollback(True)
            text = text_of(answer)
            for said in {asked, quote(asked), quote_plus(asked), escape(asked), *asked.split()}:
                text = text.replace(said, "")
            told += [
                f"{who} asks for {asked!r}: {fault}" for fault in leaks(text, seen_by(who, STAFF))
            ]
            if class_of(answer) == "unexpected":
                told.append(f"{who} asks for {asked!r}: {answer.status_code}")  # type: ignore[attr-defined]
            # Who may not open the box is turned away, whatever they ask.
            if number == 2 and (who in STRANGERS or class_of(answer) == FORBIDDEN):
                break
    assert not told, "\n".join(told)


def test_lists_name_what_their_own_may_see(office: Office) -> None:
    """The judge itself: the words are there where they may be."""
    clients = office.clients()
    for name, query in (("search", {"q": COMMON}), ("work", {"pham_vi": DECIDED})):
        shown = text_of(clients["officer@here"].get(reverse(name), query))
        assert leaks(shown, set())
        assert not leaks(shown, {"here"})
    table = text_of(export(clients["auditor@above"], COMMON))
    assert {each.split()[-1] for each in leaks(table, set())} == {"above", "here", "beside"}
