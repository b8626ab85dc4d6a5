import socket
from pathlib import Path

from urllib3.util import parse_url

from local.environments import StateFolder
from local.running_stack import running_stack
from local.stack_file import StackInfo


def test_two_stacks_run_side_by_side_and_one_ends_without_a_trace(stack):
    with running_stack("e2e-2", ticking=False) as second:
        ours, theirs = _ports(stack.info), _ports(second.info)
        assert len(theirs) == len(ours) == 5
        assert ours.isdisjoint(theirs)
        leaders = {process.popen.pid for process in second.processes.running}
        assert leaders
        state = StateFolder.named("e2e-2")
        assert state.process_ids.exists()

    assert not [port for port in theirs if _is_open(port)]
    assert not [pid for pid in leaders if Path(f"/proc/{pid}").exists()]
    assert not state.process_ids.exists()
    assert not state.scratch.exists()
    assert not state.stack_file.exists()
    assert all(_is_open(port) for port in ours)


def _ports(info: StackInfo) -> set[int]:
    addresses = [info.aws.endpoint_url, info.token_issuer.url]
    addresses += [one.control_url for one in info.simulators.values()]
    addresses += [call.split()[1] for call in info.schedules.values() if call]
    return {parse_url(address).port or 0 for address in addresses}


def _is_open(port: int) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0
