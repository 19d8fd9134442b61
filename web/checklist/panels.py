"""What an officer may do on a line. Each act is a link; its form is built where it is opened, as few of many are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.urls import ResolverMatch, reverse

from web.checklist.forms import AskForm, ReasonForm, RefuseForm


@dataclass(frozen=True, slots=True)
class Words:
    """What an act is called, and what is said above its form."""

    label: str
    button: str = ""
    help: str = ""
    template: str = "checklist/_act_form.html"
    takes_back: bool = False


WORDS = {
    "ask": Words(
        "Yêu cầu nộp",
        "Ghi lý do và yêu cầu nộp",
        "Giấy tờ đang giữ và dùng được; yêu cầu nộp phải có lý do, lý do được báo cáo.",
    ),
    "refuse": Words("Không dùng giấy này", "Ghi lý do và không dùng"),
    "revoke": Words("Thôi dùng lại", "Thôi dùng lại", takes_back=True),
    "settle": Words(
        "Vẫn dùng: đã xem xét",
        "Ghi là đã xem xét",
        "Ghi vì sao kết quả giải quyết vẫn đúng dù giấy tờ đã ngừng dùng.",
    ),
    "refer": Words("Ghi kết quả tra cứu", template="checklist/_reference.html"),
    "hand_over": Words("Giao bản đã ký", template="checklist/_hand_over.html"),
}
FORMS: Mapping[str, Callable[..., forms.Form]] = {
    "ask": AskForm,
    "refuse": RefuseForm,
    "revoke": ReasonForm,
    "settle": ReasonForm,
}


@dataclass(frozen=True, slots=True)
class Panel:
    """An act of a line; without `address` it is not opened.

    Args:
        key: names it in the address of the page that opens it.
        address: where its form is sent.
        wanted: whether a person has opened it just now, so that the cursor goes there.
    """

    key: str
    words: Words
    address: str = ""
    form: forms.Form | None = None
    wanted: bool = False


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts of a dossier's officer.

    Args:
        opened: the key of the panel that the address of the page opens, or whose form was sent in vain.
        typed: what was sent with it.
    """

    dossier: int
    opened: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)

    def panel(
        self,
        act: str,
        *rows: int,
        form: Callable[[], forms.Form] | None = None,
        shown: bool = False,
    ) -> Panel:
        """The panel of an act.

        Args:
            rows: the component, and the paper or reuse that it is about.
            form: makes its form, where that is not one for every line alike.
            shown: opened whether anybody asks for that or not.
        """
        key = "-".join((act, *map(str, rows)))
        wanted = key == self.opened
        if not (wanted or shown):
            return Panel(key, WORDS[act])
        address = reverse(f"checklist_{act}", args=[self.dossier, *rows])
        made: forms.Form | None = None
        if act in FORMS:
            made = FORMS[act](auto_id=f"{key}_%s", initial=self.typed if wanted else None)
        elif form is not None:
            made = form()
        return Panel(key, WORDS[act], address, made, wanted=wanted)


def sent_to(address: ResolverMatch) -> str:
    """The key of the panel whose form is sent to an address; of no panel for acts that need no form."""
    rows = [str(row) for name, row in address.kwargs.items() if name != "dossier_id"]
    return "-".join([(address.url_name or "").removeprefix("checklist_"), *rows])
