"""Lists of agencies to choose from, put together without a template."""

from accounts.models import Agency
from web.templatetags.targets import offered, options_below

ODD = Agency(code='A"1', name="<b>Xã & Suối</b>")


def test_names_are_escaped() -> None:
    name = "&lt;b&gt;Xã &amp; Suối&lt;/b&gt;"
    assert options_below([ODD]) == f'<option value="A&quot;1">– {name}</option>'
    assert offered([ODD]) == f'<option value="A&quot;1 · {name}"></option>'
    assert options_below([]) == ""
