import socket

import pytest

from local.ports import HOST, choose_ports, exposed_listeners

HEADER = "  sl  local_address rem_address   st tx rx tr tm->when retrnsmt uid timeout inode\n"


@pytest.fixture
def taken_port():
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


def test_the_usual_port_is_used_when_it_is_free(taken_port):
    with socket.create_server((HOST, 0)) as server:
        free = server.getsockname()[1]
    assert choose_ports({"emulator": free}) == {"emulator": free}


def test_another_one_is_found_when_it_is_taken(taken_port):
    chosen = choose_ports({"emulator": taken_port})["emulator"]
    assert chosen not in {0, taken_port}


def test_no_two_services_get_the_same(taken_port):
    names = [f"service {number}" for number in range(20)]
    chosen = choose_ports(dict.fromkeys(names, taken_port))
    assert len(set(chosen.values())) == len(names)


def test_a_chosen_port_can_be_listened_on_at_once():
    port = choose_ports({"any": 0})["any"]
    with socket.create_server((HOST, port)):
        pass


class TestListeners:
    """What the system says in /proc, written out by hand: no test opens a port to the world."""

    @pytest.fixture
    def proc(self, tmp_path):
        (tmp_path / "net").mkdir()
        (tmp_path / "net" / "tcp").write_text(HEADER)
        (tmp_path / "net" / "tcp6").write_text(HEADER)
        return tmp_path

    def process(self, proc, process_id, *, parent=1, inodes=()):
        folder = proc / str(process_id)
        (folder / "fd").mkdir(parents=True)
        (folder / "stat").write_text(f"{process_id} (a (b) c) S {parent} 0 0 0\n")
        for number, inode in enumerate(inodes):
            (folder / "fd" / str(number)).symlink_to(f"socket:[{inode}]")

    def listens(self, proc, table, address, inode, state="0A"):
        row = f"   0: {address}:11D6 00000000:0000 {state} 0:0 00:0 00000000 0 0 {inode} 1\n"
        with (proc / "net" / table).open("a") as file:
            file.write(row)

    def test_loopback_is_fine(self, proc):
        self.process(proc, 10, inodes=[100, 101, 102])
        self.listens(proc, "tcp", "0100007F", 100)
        self.listens(proc, "tcp6", "00000000000000000000000001000000", 101)
        self.listens(proc, "tcp6", "0000000000000000FFFF00000100007F", 102)
        assert exposed_listeners({10}, proc) == []

    def test_all_interfaces_are_not(self, proc):
        self.process(proc, 10, inodes=[100, 101])
        self.listens(proc, "tcp", "00000000", 100)
        self.listens(proc, "tcp6", "0" * 32, 101)
        assert exposed_listeners({10}, proc) == ["00000000:11D6", "0" * 32 + ":11D6"]

    def test_what_a_child_listens_on_counts(self, proc):
        self.process(proc, 10)
        self.process(proc, 11, parent=10)
        self.process(proc, 12, parent=11, inodes=[100])
        self.listens(proc, "tcp", "00000000", 100)
        assert exposed_listeners({10}, proc) == ["00000000:11D6"]

    def test_what_others_listen_on_does_not(self, proc):
        self.process(proc, 10)
        self.process(proc, 99, inodes=[100])
        self.listens(proc, "tcp", "00000000", 100)
        assert exposed_listeners({10}, proc) == []

    def test_an_outgoing_connection_does_not(self, proc):
        self.process(proc, 10, inodes=[100])
        self.listens(proc, "tcp", "0101A8C0", 100, state="01")
        assert exposed_listeners({10}, proc) == []

    def test_a_system_without_proc_says_nothing(self, tmp_path):
        assert exposed_listeners({10}, tmp_path / "no-proc") == []
