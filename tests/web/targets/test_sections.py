"""The sections under the bar: who opens which, and which one is the current."""

from django.urls import reverse

from web.targets.sections import tabs_for


def labels(*kinds: str) -> list[str]:
    return [tab.label for tab in tabs_for(kinds, path="/")]


def test_an_auditor_has_a_tab_for_every_section_they_may_read() -> None:
    assert labels("auditor") == labels("manager") == labels("administrator")
    assert {"Chỉ tiêu", "So sánh", "Đặt chỉ tiêu", "Chốt kỳ"} <= set(labels("auditor"))


def test_others_have_none() -> None:
    assert labels("clerk") == labels("officer") == labels() == []


def test_the_longest_address_that_begins_the_path_is_current() -> None:
    within = reverse("targets_compare")
    for path, label in ((within, "So sánh"), (reverse("targets"), "Chỉ tiêu")):
        current = [tab.label for tab in tabs_for(["manager"], path=path) if tab.is_current]
        assert current == [label]
    inner = reverse("targets_indicator", args=["M1"])
    assert [tab.label for tab in tabs_for(["manager"], path=inner) if tab.is_current] == [
        "Chỉ tiêu"
    ]
