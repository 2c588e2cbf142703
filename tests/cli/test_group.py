import pytest
from typer.testing import CliRunner

from topics.cli import app
from topics.cli.group import HOMES, load_command


@pytest.mark.parametrize("name", HOMES)
def test_the_help_of_the_list_is_that_of_the_command(name):
    command = load_command(name)
    assert command.help.partition("\n")[0] == HOMES[name].help


def test_an_unknown_command_is_wrong_usage_and_the_nearest_is_named():
    result = CliRunner().invoke(app, ["lable"])
    assert result.exit_code == 2
    assert "Did you mean 'label'?" in result.stderr


def test_no_command_at_all_shows_the_list():
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 2
    assert all(name in result.output for name in HOMES)
