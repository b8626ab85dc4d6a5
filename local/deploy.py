"""Create the stack in the emulator from the packaged template, and read back what it became."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.failures import StackError

if TYPE_CHECKING:
    from local.build import Build
    from local.stack_file import AwsAccess

CREATE_TIMEOUT_SECONDS = 180.0


@dataclass(frozen=True)
class Deployment:
    """A created stack: its processed template with all values, and the physical ids."""

    name: str
    stack_id: str
    template: dict[str, Any]
    parameters: dict[str, str]
    physical_ids: dict[str, str]

    @property
    def region(self) -> str:
        """The region the stack is in."""
        return self.stack_id.split(":")[3]

    @property
    def account_id(self) -> str:
        """The AWS account the stack is in."""
        return self.stack_id.split(":")[4]

    def resources(self, kind: str) -> dict[str, dict[str, Any]]:
        """Properties by logical id of every resource of a type, as the template has them."""
        return {
            logical_id: resource.get("Properties", {})
            for logical_id, resource in self.template["Resources"].items()
            if resource["Type"] == kind
        }


def create_stack(build: Build, aws: AwsAccess, name: str, parameters: dict[str, str]) -> Deployment:
    """Create the stack and wait for it.

    Raises:
        StackError: CloudFormation refused the template or a resource; the message shows which.
    """
    cloudformation = aws.client("cloudformation")
    try:
        cloudformation.create_stack(
            StackName=name,
            TemplateBody=build.packaged_template.read_text(),
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
            ],
        )
    except cloudformation.exceptions.ClientError as error:
        message = f"CloudFormation refused template.yaml: {error}"
        raise StackError(message) from error
    stack = _wait_until_created(cloudformation, name)
    processed = cloudformation.get_template(StackName=name, TemplateStage="Processed")
    body = processed["TemplateBody"]
    template = body if isinstance(body, dict) else json.loads(body)
    listed = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
    defaults = {key: str(value.get("Default", "")) for key, value in template["Parameters"].items()}
    return Deployment(
        name=name,
        stack_id=stack["StackId"],
        template=template,
        parameters=defaults | parameters,
        physical_ids={one["LogicalResourceId"]: one["PhysicalResourceId"] for one in listed},
    )


def _wait_until_created(cloudformation: Any, name: str) -> dict[str, Any]:  # noqa: ANN401 - boto3
    deadline = time.monotonic() + CREATE_TIMEOUT_SECONDS
    while True:
        stack: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        if stack["StackStatus"] == "CREATE_COMPLETE":
            return stack
        if stack["StackStatus"] != "CREATE_IN_PROGRESS" or time.monotonic() > deadline:
            raise StackError(_what_failed(cloudformation, name, stack["StackStatus"]))
        time.sleep(0.05)


def _what_failed(cloudformation: Any, name: str, status: str) -> str:  # noqa: ANN401 - boto3
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    reasons = [
        f"    {event['LogicalResourceId']}: {event['ResourceStatusReason']}"
        for event in reversed(events)
        if event["ResourceStatus"].endswith("_FAILED") and event.get("ResourceStatusReason")
    ]
    return "\n".join([f"The stack did not deploy ({status}).", *reasons])
