"""Resolve the CloudFormation functions that remain in a processed template, for one stack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from local.failures import StackError

if TYPE_CHECKING:
    from local.deploy import Deployment

PLACEHOLDER = re.compile(r"\$\{([^}!]+)\}")


class Resolver:
    """Gives the value of Ref, Fn::Sub and Fn::GetAtt of a Lambda function's Arn."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        pseudo_parameters = {
            "AWS::Region": deployment.region,
            "AWS::AccountId": deployment.account_id,
            "AWS::Partition": "aws",
            "AWS::StackName": deployment.name,
            "AWS::URLSuffix": "amazonaws.com",
        }
        self._names = pseudo_parameters | deployment.parameters | deployment.physical_ids

    def resolve(self, value: Any) -> Any:  # noqa: ANN401 - any part of a template
        """The value with every function in it replaced by what it stands for.

        Raises:
            StackError: it holds a function that is not known here.
        """
        if isinstance(value, list):
            return [self.resolve(one) for one in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (function, argument), *_ = value.items()
            if function == "Ref":
                return self._named(argument)
            if function == "Fn::Sub":
                return PLACEHOLDER.sub(lambda match: self._substituted(match[1]), argument)
            if function == "Fn::GetAtt":
                return self._attribute(*argument)
            if function.startswith("Fn::"):
                message = f"{function} is not known to the local stack, see {__name__}."
                raise StackError(message)
        return {key: self.resolve(one) for key, one in value.items()}

    def _substituted(self, name: str) -> str:
        resource, dot, attribute = name.partition(".")
        return self._attribute(resource, attribute) if dot else self._named(name)

    def _named(self, name: str) -> str:
        if name not in self._names:
            message = f"{name} is neither a parameter nor a resource of the stack."
            raise StackError(message)
        return self._names[name]

    def _attribute(self, resource: str, attribute: str) -> str:
        if (
            resource not in self._deployment.resources("AWS::Lambda::Function")
            or attribute != "Arn"
        ):
            message = f"{resource}.{attribute} is not known to the local stack, see {__name__}."
            raise StackError(message)
        region, account = self._deployment.region, self._deployment.account_id
        return f"arn:aws:lambda:{region}:{account}:function:{self._named(resource)}"
