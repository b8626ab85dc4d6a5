"""Give roles the actions that the emulator asks for where AWS asks for others.

AWS authorises a batch or a transaction by the single actions inside it, and knows no action of the
batch's own name. The emulator asks for exactly that name. Nothing is given to a role that the
template does not give it in AWS's words, so a right that is missing there is missing here too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.deploy import Deployment
    from local.stack_file import AwsAccess

EMULATOR_ACTIONS: Final = {
    "sqs:SendMessage": "sqs:SendMessageBatch",
}


def apply_role_fixups(deployment: Deployment, aws: AwsAccess) -> list[str]:
    """Add the emulator's names to the deployed roles; gives what was added, for the log."""
    iam = aws.client("iam")
    added = []
    for logical_id in deployment.resources("AWS::IAM::Role"):
        role = deployment.physical_ids[logical_id]
        for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
            names = sorted(set(_extended(document)))
            if names:
                iam.put_role_policy(
                    RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(document)
                )
                added.append(f"{role}: {', '.join(names)}")
    return added


def _extended(document: dict[str, Any]) -> Iterator[str]:
    """Add to the document in place; gives each name that was added."""
    for statement in document["Statement"]:
        given = statement.get("Action", [])
        actions = [given] if isinstance(given, str) else list(given)
        more = [EMULATOR_ACTIONS[one] for one in actions if one in EMULATOR_ACTIONS]
        missing = [one for one in more if one not in actions]
        if statement["Effect"] == "Allow" and missing:
            statement["Action"] = [*actions, *missing]
            yield from missing
