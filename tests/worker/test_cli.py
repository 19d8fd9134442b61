"""The `motlan` command: every verb is listed and helps itself; wrong use ends with 2 and a sentence."""

import pytest
from django.core.management import get_commands

from worker.cli import DIRECT, VERBS, main


def test_every_verb_is_there() -> None:
    assert set(DIRECT) <= set(VERBS)
    commands = get_commands()
    ours = {name for name, app in commands.items() if app == "worker"}
    assert set(VERBS) == set(DIRECT) | ours


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_helps_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = main([verb, "--help"])
    except SystemExit as ended:
        status = int(ended.code or 0)
    told = capsys.readouterr().out
    assert status == 0
    assert verb in told
    assert "--pythonpath" not in told or verb == "migrate"


def test_without_a_verb_it_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["--help"]):
        assert main(arguments) == 0
        told = capsys.readouterr().out
        assert all(f"  {verb}" in told for verb in VERBS)


def test_an_unknown_verb_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["digitise"]) == 2
    assert "«digitise»" in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["digitize", "x", "--agency", "H99.99"], "agency.unknown"),
        (["digitize", "x", "--agency", "H99.99", "--dossier", "12"], "dossier.malformed"),
        (["digitize", "x", "--dossier", "H90.41-260824-0036"], "dossier.unknown"),
        (["digitize", "x"], "agency.none"),
        (["search", "x", "--as", "nobody"], "user.unknown"),
        (["worker", "--jobs", "-2"], "jobs.not_positive"),
        (["sweep", "--jobs", "0"], "jobs.not_positive"),
    ],
)
def test_wrong_use_is_a_sentence_and_status_2(
    arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert f"[{code}]" in told
    assert "CommandError" not in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["migrate-to"], "--from"),
        (["migrate", "--nope"], "--nope"),
        (["indexer", "x"], "unrecognized arguments: x"),
        (["add_user", "an", "--role", "admin"], "'administrator'"),
    ],
)
def test_a_wrong_option_is_told_with_the_usage(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    answer = capsys.readouterr().err
    assert answer.startswith("usage: motlan ")
    assert told in answer
