"""Accounts of the settings become engines, or say what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from genmux.engines.vendors.find import kinds
from genmux.projects.accounts import open_accounts, secret
from genmux.settings import Settings, SettingsError, load_settings
from genmux.tasks.vendor import Limits

WITH_OPTIONS = [one for one in kinds() if one != "kie"]


def settings(folder: Path, text: str) -> Settings:
    file = folder / "s.toml"
    file.write_text(text)
    return load_settings(file=file, environ={}, flags={"data.dir": str(folder)})


def opened(folder: Path, text: str, **environ: str) -> Any:
    return open_accounts(settings(folder, text), environ)


def test_one_line_is_an_account(tmp_path: Path) -> None:
    accounts = opened(tmp_path, '[vendors]\nkie = "env:K"', K="secret")
    assert list(accounts.engines.remote) == ["kie"]
    assert "secret" not in repr(accounts.engines.remote["kie"].account)


def test_two_accounts_at_one_vendor(tmp_path: Path) -> None:
    text = (
        '[vendors.up]\nkind = "kie"\nkey = "env:K"\nconcurrency = 5\nper_minute = 30\n'
        '[vendors.other]\nkind = "kie"\nkey = "file:{}"\n'
    )
    (tmp_path / "key").write_text("from a file\n")
    accounts = opened(tmp_path, text.format(tmp_path / "key"), K="k")
    assert list(accounts.engines.remote) == ["up", "other"]
    assert accounts.limits == {"up": Limits(5, 30.0), "other": Limits()}
    assert accounts.engines.remote["other"].account.key == "from a file"
    assert accounts.open_with("up", "mine").account.key == "mine"
    assert accounts.open_with("kie", "mine").account.kind == "kie", "no line is needed for it"


def test_an_account_without_its_key_is_left_out(tmp_path: Path) -> None:
    accounts = opened(tmp_path, '[vendors]\nkie = "env:K"\nfal = "env:F"', F="k")
    assert (list(accounts.engines.remote), accounts.keyless) == (["fal"], {"kie": "env:K"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[vendors]\nnobody = "env:K"', "there is no vendor nobody; known are"),
        ('[vendors]\nkie = "file:/does/not/exist"', "/does/not/exist cannot be read"),
        ('[vendors.kie]\nkey = "env:K"\nconcurrency = -1', "must be numbers, 0 or more"),
        ('[vendors.kie]\nkey = "env:K"\nper_minute = "often"', "must be numbers, 0 or more"),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        opened(tmp_path, text, K="k")


def test_rules_name_engines_in_order(tmp_path: Path) -> None:
    text = '[[routing.rules]]\nmodels = "google/*"\nuse = "google, fal ,sketch"'
    (rule,) = opened(tmp_path, text).engines.rules
    assert (rule.models, rule.use) == ("google/*", ("google", "fal", "sketch"))


def test_a_rule_that_names_nobody_is_told(tmp_path: Path) -> None:
    text = '[[routing.rules]]\nmodels = "*"\nuse = "googel, sketch"'
    told = "routing.rules: use names googel, .*; did you mean google"
    with pytest.raises(SettingsError, match=told):
        opened(tmp_path, text)


@pytest.mark.parametrize("text", ["one\ntwo", "one\x00", "\ufeffone"])
def test_what_cannot_be_a_key_is_named_and_not_repeated(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match="env:K must hold one line of plain text") as error:
        opened(tmp_path, '[vendors]\nfal = "env:K"', K=text)
    assert "one\n" not in str(error.value)


def test_what_a_reference_leads_to(tmp_path: Path) -> None:
    assert secret("env:A", {"A": " x\n"}) == "x"
    assert secret("env:A", {}) == ""
    assert secret("", {}) == ""


@pytest.mark.parametrize(
    ("vendor", "option", "told"),
    [
        ("ark", 'region = "mars"', "region must be one of international, beijing, not mars"),
        ("bfl", 'region = "mars"', "region must be one of eu, us, not mars"),
        ("dashscope", 'region = "mars"', "region must be one of singapore, beijing, not mars"),
        ("fal", 'priority = "high"', "priority must be one of low, normal, not high"),
        ("fal", 'keep_io = "no"', "keep_io must be one of true, false, not no"),
        ("fal", 'rest_url = "rest"', "rest_url must be an address like https://"),
        ("google", 'service = "vertex"', "service must be one of gemini, cloud, not vertex"),
        ("google", 'location = "Mars/1"', "location must be a name like us-central1, not Mars/1"),
        ("replicate", 'cancel_after = "soon"', "cancel_after must be a time like 90s"),
        ("openai", 'organisation = "us"', "no option organisation; it has organization, project"),
        *((one, 'regoin = "eu"', "this vendor has no option regoin") for one in WITH_OPTIONS),
        *((one, 'url = "media.test"', "url must be an address like https://") for one in kinds()),
    ],
)
@pytest.mark.parametrize("key", ["k", ""])
def test_an_option_that_cannot_be_is_named_in_one_line(
    tmp_path: Path, vendor: str, option: str, told: str, key: str
) -> None:
    text = f'[vendors.mine]\nkind = "{vendor}"\nkey = "env:K"\n{option}'
    with pytest.raises(SettingsError) as error:
        opened(tmp_path, text, K=key)
    (problem,) = error.value.problems
    assert problem.startswith(f"{tmp_path / 's.toml'}: vendors.mine: ")
    assert told in problem
    assert "\n" not in problem


@pytest.mark.parametrize("url", ["https://me:hush@media.test", "https://media.test?key=hush"])
def test_an_address_with_a_secret_is_refused_and_not_repeated(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="url must be an address") as error:
        opened(tmp_path, f'[vendors.fal]\nkey = "env:K"\nurl = "{url}"', K="k")
    assert "hush" not in str(error.value)
