"""What goes over the wire beside the body, both ways: the model asked for, the id of the call."""

import pytest

from psa_sync.connectors.connectwise.auth import ANY_MODEL, MODEL
from psa_sync.domain.errors import (
    InDoubtError,
    MissingError,
    RejectedError,
    SyncError,
    TransientError,
)
from tests.unit.connectors.connectwise.script import (
    ScriptedHttp,
    answer,
    client_of,
    connector_of,
    refusal,
    time_entry,
)
from tests.unit.connectors.connectwise.test_writes import DRAFT


def read(client):
    return client.get("/time/entries/9", dict)


def models(http):
    return [asked.headers["Accept"] for asked in http.asked]


def test_every_call_names_the_model_whose_records_we_read():
    http = ScriptedHttp(answer(201, time_entry()), answer(200, {"id": 1}), answer(204, b""))
    client = client_of(http)
    client.post("/time/entries", {})
    client.get("/x", dict)
    client.delete("/time/entries/1")
    assert models(http) == [MODEL] * 3
    assert "version=" in MODEL


@pytest.mark.parametrize("status", [406, 415])
def test_a_server_that_does_not_know_the_model_is_asked_for_whatever_it_has(status):
    http = ScriptedHttp(answer(status, b""), answer(200, {}), answer(200, {}))
    client = client_of(http)
    client.get("/x", dict)
    client.get("/y", dict)
    assert models(http) == [MODEL, ANY_MODEL, ANY_MODEL]


def test_a_server_that_refuses_every_model_is_not_asked_for_ever():
    http = ScriptedHttp(answer(406, b""), answer(406, b""), answer(406, b""))
    client = client_of(http)
    for _ in range(2):
        with pytest.raises(TransientError):
            client.get("/x", dict)
    assert models(http) == [MODEL, ANY_MODEL, ANY_MODEL]


def test_a_write_is_never_repeated_in_another_model_for_it_may_have_been_done():
    http = ScriptedHttp(answer(406, b""), answer(201, time_entry()))
    connector = connector_of(http)
    with pytest.raises(InDoubtError):
        connector.create(DRAFT)
    assert models(http) == [MODEL]
    connector.create(DRAFT)
    assert models(http) == [MODEL, ANY_MODEL]


def test_the_id_that_connectwise_gave_a_write_goes_with_its_outcome():
    http = ScriptedHttp(answer(201, time_entry(), x_cw_request_id="8a1d-c0"))
    assert connector_of(http).create(DRAFT).request_id == "8a1d-c0"
    unnamed = ScriptedHttp(answer(201, time_entry()))
    assert connector_of(unnamed).create(DRAFT).request_id is None


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"code": "InvalidField", "message": "Work Role is not valid"}, RejectedError),
        (409, {"code": "Conflict", "message": "in use"}, TransientError),
        (429, {"error": "ConnectWiseAPI", "message": "Too many requests."}, TransientError),
        (500, {"code": "ConnectWiseApi", "message": "A timeout has occured."}, InDoubtError),
        (201, {"nothing": "known"}, InDoubtError),
    ],
)
def test_the_id_of_a_call_that_went_wrong_goes_with_the_error(status, body, kind):
    http = ScriptedHttp(answer(status, body, x_cw_request_id="8a1d-c0"))
    http.script += [answer(503, b"")] * 3
    with pytest.raises(SyncError) as caught:
        connector_of(http).create(DRAFT)
    assert isinstance(caught.value, kind)
    assert caught.value.request_id == "8a1d-c0"


def test_a_refusal_that_was_looked_into_keeps_the_id_of_the_write():
    refused = answer(400, {"code": "InvalidObject", "message": "no"}, x_cw_request_id="8a1d-c0")
    closed = answer(200, {"id": 5012, "closedFlag": True}, x_cw_request_id="another")
    with pytest.raises(RejectedError, match="work_item_closed") as caught:
        connector_of(ScriptedHttp(refused, closed)).create(DRAFT)
    assert caught.value.request_id == "8a1d-c0"


def test_what_a_server_said_instead_of_an_outcome_is_kept_without_secrets():
    body = {"code": "ConnectWiseApi", "message": "A timeout of private-canary has occured."}
    with pytest.raises(InDoubtError) as caught:
        connector_of(ScriptedHttp(answer(500, body))).create(DRAFT)
    assert caught.value.vendor_words == "A timeout of ••• has occured."


def test_a_host_without_the_api_is_blamed_on_the_site():
    http = ScriptedHttp(refusal(403, "Security", "SSL is required."))
    with pytest.raises(SyncError, match="look at Site"):
        read(client_of(http))


@pytest.mark.parametrize("page", [b"error code: 1020", b"<!DOCTYPE html><html>", b"  <html>"])
def test_a_gateway_that_refuses_says_nothing_about_the_keys(page):
    with pytest.raises(TransientError) as caught:
        read(client_of(ScriptedHttp(answer(403, page))))
    assert caught.value.code == "psa_answer_senseless"


def test_a_missing_record_is_still_missing():
    with pytest.raises(MissingError):
        read(client_of(ScriptedHttp(refusal(404, "NotFound", "TimeEntry 9 not found"))))
