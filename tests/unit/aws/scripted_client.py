"""A client that answers as scripted: what moto cannot do, AWS does some day."""

from typing import Any

from botocore.exceptions import ClientError


class ScriptedClient:
    """Passes calls on to a real client, except where the script says otherwise.

    Attributes:
        calls: Names of the calls, in order.
    """

    def __init__(self, client=None):
        self.calls = []
        self.arguments = []
        self._client = client
        self._script = {}

    def on(self, name, *answers):
        """Answer the next calls of this name so; an exception is raised, a function is called."""
        self._script.setdefault(name, []).extend(answers)
        return self

    def __getattr__(self, name):
        def call(**arguments):
            self.calls.append(name)
            self.arguments.append(arguments)
            waiting = self._script.get(name)
            if not waiting:
                return getattr(self._client, name)(**arguments)
            answer = waiting.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer(getattr(self._client, name), arguments) if callable(answer) else answer

        return call


def refused(code, status=400, **more):
    """The service's answer with this error code."""
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return ClientError(answer, "Call")


def then(error):
    """Carry the call out, then lose the answer."""

    def lose(call, arguments):
        call(**arguments)
        raise error

    return lose
