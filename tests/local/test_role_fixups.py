import json

import pytest

from local.deploy import Deployment
from local.role_fixups import apply_role_fixups

TRUST = {"Version": "2012-10-17", "Statement": []}
QUEUE = "arn:aws:sqs:us-east-1:000000000000:psa-sync-connectwise-push"


@pytest.fixture
def role(aws, request):
    name = request.node.name.replace("_", "-")[:40]
    aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
    return name


def mended(aws, role, **statement):
    """Give the role a statement, mend it; give what was mended, and the statement afterwards."""
    iam = aws.client("iam")
    document = {"Version": "2012-10-17", "Statement": [{"Resource": QUEUE} | statement]}
    iam.put_role_policy(RoleName=role, PolicyName="own", PolicyDocument=json.dumps(document))
    deployment = Deployment(
        name="psa-sync",
        stack_id="arn:aws:cloudformation:us-east-1:000000000000:stack/psa-sync/1",
        template={"Resources": {"AnyRole": {"Type": "AWS::IAM::Role", "Properties": {}}}},
        parameters={},
        physical_ids={"AnyRole": role},
    )
    added = apply_role_fixups(deployment, aws)
    found = iam.get_role_policy(RoleName=role, PolicyName="own")["PolicyDocument"]
    return added, found["Statement"][0]


def test_who_may_send_may_send_a_batch(aws, role):
    added, statement = mended(aws, role, Effect="Allow", Action=["sqs:SendMessage"])
    assert added == [f"{role}: sqs:SendMessageBatch"]
    assert statement["Action"] == ["sqs:SendMessage", "sqs:SendMessageBatch"]
    assert statement["Resource"] == QUEUE


def test_who_may_not_send_gets_nothing(aws, role):
    added, statement = mended(aws, role, Effect="Allow", Action=["sqs:ReceiveMessage"])
    assert added == []
    assert statement["Action"] == ["sqs:ReceiveMessage"]


def test_what_is_forbidden_stays_as_it_is(aws, role):
    added, statement = mended(aws, role, Effect="Deny", Action="sqs:SendMessage")
    assert added == []
    assert statement["Action"] == "sqs:SendMessage"


def test_a_second_time_adds_nothing(aws, role):
    mended(aws, role, Effect="Allow", Action="sqs:SendMessage")
    batch = ["sqs:SendMessage", "sqs:SendMessageBatch"]
    added, statement = mended(aws, role, Effect="Allow", Action=batch)
    assert added == []
    assert statement["Action"] == batch
