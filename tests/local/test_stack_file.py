import json
import stat

import msgspec
import pytest

from local.failures import StackError
from local.stack_file import (
    AwsAccess,
    Member,
    Parameters,
    Simulator,
    StackInfo,
    TokenIssuerAccess,
    Tokens,
)

STACK = StackInfo(
    api_url="http://127.0.0.1:4566/_aws/execute-api/abc/$default",
    stack_name="psa-sync",
    aws=AwsAccess("http://127.0.0.1:4566"),
    tokens=Tokens(
        admin="token-of-admin",
        members=[
            Member(
                user_id="user-paul",
                email="ppierce@alpine-it.example",
                token="token-of-paul",
                psa_user_names={"connectwise": "PPierce", "autotask": "PPierce"},
            )
        ],
        other_account_admin="token-of-other",
    ),
    token_issuer=TokenIssuerAccess("http://127.0.0.1:4573"),
    simulators={
        "autotask": Simulator(
            api_url="http://127.0.0.1:4572/atservicesrest/v1.0",
            zone_url="http://127.0.0.1:4572/atservicesrest/v1.0/zoneInformation",
            control_url="http://127.0.0.1:4572/_sim",
            credentials={"userName": "api@alpine-it.example", "integrationCode": "CODE"},
        )
    },
    schedules={"pull": "POST http://127.0.0.1:4574/schedules/pull", "reconcile": None},
    parameters=Parameters(
        settle_seconds=4,
        pull_seconds=5,
        sweep_seconds=2,
        reconcile_seconds=20,
        webhook_seconds=10,
    ),
)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "state" / "stack.json"


def test_what_is_saved_is_what_is_loaded(file):
    STACK.save(file)
    assert msgspec.structs.replace(StackInfo.load(file), pid=0) == STACK


def test_the_file_has_the_names_that_others_rely_on(file):
    STACK.save(file)
    document = json.loads(file.read_text())
    assert document["apiUrl"] == STACK.api_url
    assert document["portalUrl"] is None
    assert document["aws"]["endpointUrl"] == "http://127.0.0.1:4566"
    assert set(document["aws"]) == {"endpointUrl", "region", "accessKeyId", "secretAccessKey"}
    assert document["tokens"]["members"][0]["psaUserNames"]["autotask"] == "PPierce"
    assert document["tokens"]["otherAccountAdmin"] == "token-of-other"
    assert document["tokenIssuer"]["mint"].startswith("POST /token {sub, account, role, email,")
    assert document["simulators"]["autotask"]["zoneUrl"].endswith("/zoneInformation")
    assert document["simulators"]["autotask"]["credentials"]["userName"] == "api@alpine-it.example"
    assert document["schedules"]["pull"] == "POST http://127.0.0.1:4574/schedules/pull"
    assert document["parameters"]["reconcileSeconds"] == 20


def test_only_the_owner_may_read_the_tokens(file):
    STACK.save(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_but_the_whole_file_is_ever_there(file):
    STACK.save(file)
    STACK.save(file)
    assert [path.name for path in file.parent.iterdir()] == ["stack.json"]


def test_without_a_stack_it_says_how_to_start_one(file):
    with pytest.raises(StackError, match="make run"):
        StackInfo.load(file)


def test_the_file_of_a_run_that_died_is_recognised(file):
    STACK.save(file)
    document = json.loads(file.read_text()) | {"pid": 2**22 + 1}
    file.write_text(json.dumps(document))
    with pytest.raises(StackError, match="has died"):
        StackInfo.load(file)


def test_a_schedule_that_the_stack_has_not_is_refused_by_name():
    with pytest.raises(StackError, match="'reconcile'"):
        STACK.run_schedule("reconcile")


def test_a_client_of_the_emulator_ignores_the_callers_aws_settings(monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "a profile that nobody has")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://aws.example")
    client = STACK.aws_client("sqs")
    assert client.meta.endpoint_url == "http://127.0.0.1:4566"
    assert client.meta.region_name == "us-east-1"
