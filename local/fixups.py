"""Apply what the emulator's CloudFormation drops, and prove that the stack is as the template says.

The emulator reports CREATE_COMPLETE for an HTTP API without a single route, and forgets CORS, the
table's time to live and reserved concurrency. Almost everything here compares with the processed
template, so a property that the emulator learns to keep needs no change, and one that it forgets
stops us.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from local.failures import StackError
from local.http_api_fixups import apply_routes, deployed_routes, wanted_routes
from local.intrinsics import Resolver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.deploy import Deployment
    from local.stack_file import AwsAccess

MAPPING_PROPERTIES = ("BatchSize", "FunctionResponseTypes", "ScalingConfig", "FilterCriteria")


@dataclass(frozen=True)
class Difference:
    """Something the template says and the stack has not, and what mends it, if that is known."""

    what: str
    mend: Callable[[], object] | None = None


class Fixups:
    """The resources of one deployment, mended and then examined."""

    def __init__(self, deployment: Deployment, aws: AwsAccess) -> None:
        self._deployment = deployment
        self._resolver = Resolver(deployment)
        self._api = aws.client("apigatewayv2")
        self._dynamodb = aws.client("dynamodb")
        self._lambda = aws.client("lambda")

    def apply(self) -> list[str]:
        """Mend what can be mended; give what that was, for the log.

        Raises:
            StackError: something still differs from the template.
        """
        self._write_numbers_as_numbers()
        found = list(self.differences())
        for difference in found:
            if difference.mend:
                difference.mend()
        if remaining := [difference.what for difference in self.differences()]:
            message = "The deployed stack is not what template.yaml says:\n    "
            raise StackError(message + "\n    ".join(remaining))
        return [difference.what for difference in found]

    def differences(self) -> Iterator[Difference]:
        """What the template says and the stack has not."""
        for api_id, properties in self._resources("AWS::ApiGatewayV2::Api"):
            yield from self._of_http_api(api_id, self._resolver.resolve(properties["Body"]))
        for table, properties in self._resources("AWS::DynamoDB::Table"):
            yield from self._of_table(table, properties)
        for function, properties in self._resources("AWS::Lambda::Function"):
            yield from self._of_function(function, properties)
        for mapping, properties in self._resources("AWS::Lambda::EventSourceMapping"):
            yield from self._of_event_source_mapping(mapping, properties)

    def _write_numbers_as_numbers(self) -> None:
        """Say the workers' number again where it is a parameter, whose value is text.

        The emulator keeps the text, shows a number, and then polls no queue.
        """
        for mapping, properties in self._resources("AWS::Lambda::EventSourceMapping"):
            scaling = with_numbers(self._resolver.resolve(properties.get("ScalingConfig")))
            if scaling:
                self._lambda.update_event_source_mapping(UUID=mapping, ScalingConfig=scaling)

    def _resources(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for logical_id, properties in self._deployment.resources(kind).items():
            yield self._deployment.physical_ids[logical_id], properties

    def _of_http_api(self, api_id: str, body: dict[str, Any]) -> Iterator[Difference]:
        wanted, deployed = wanted_routes(body), deployed_routes(self._api, api_id)
        missing = {key: route for key, route in wanted.items() if key not in deployed}
        if missing:
            mend = partial(apply_routes, self._api, api_id, missing)
            yield Difference(f"the HTTP API has no {', '.join(missing)}", mend)
        for key in deployed:
            if wanted.get(key) != deployed[key]:
                yield Difference(f"{key} is {deployed[key]}, not {wanted.get(key)}")
        cors = body.get("x-amazon-apigateway-cors", {})
        rules = {name[0].upper() + name[1:]: value for name, value in cors.items()}
        if rules and self._api.get_api(ApiId=api_id).get("CorsConfiguration") != rules:
            mend = partial(self._api.update_api, ApiId=api_id, CorsConfiguration=rules)
            yield Difference("the HTTP API has not the CORS rules", mend)

    def _of_table(self, table: str, properties: dict[str, Any]) -> Iterator[Difference]:
        wanted = properties.get("TimeToLiveSpecification", {})
        described = self._dynamodb.describe_time_to_live(TableName=table)
        if described["TimeToLiveDescription"].get("AttributeName") != wanted.get("AttributeName"):
            mend = partial(
                self._dynamodb.update_time_to_live, TableName=table, TimeToLiveSpecification=wanted
            )
            yield Difference(f"{table} has no time to live", mend)

    def _of_function(self, function: str, properties: dict[str, Any]) -> Iterator[Difference]:
        wanted = self._resolver.resolve(properties.get("ReservedConcurrentExecutions"))
        if wanted is None:
            return
        described = self._lambda.get_function_concurrency(FunctionName=function)
        if described.get("ReservedConcurrentExecutions") != int(wanted):
            mend = partial(
                self._lambda.put_function_concurrency,
                FunctionName=function,
                ReservedConcurrentExecutions=int(wanted),
            )
            yield Difference(f"{function} has no reserved concurrency", mend)

    def _of_event_source_mapping(
        self, mapping: str, properties: dict[str, Any]
    ) -> Iterator[Difference]:
        deployed = self._lambda.get_event_source_mapping(UUID=mapping)
        for name in MAPPING_PROPERTIES:
            wanted = with_numbers(self._resolver.resolve(properties.get(name)))
            if wanted != deployed.get(name):
                found = f"{name} is {deployed.get(name)}, not {wanted}"
                yield Difference(f"{deployed['EventSourceArn']}: {found}")


def with_numbers(value: Any) -> Any:  # noqa: ANN401 - any part of a template
    """The value with numbers for digits: a parameter's value is text, whatever its type."""
    if isinstance(value, dict):
        return {name: with_numbers(one) for name, one in value.items()}
    return int(value) if isinstance(value, str) and value.isdecimal() else value
