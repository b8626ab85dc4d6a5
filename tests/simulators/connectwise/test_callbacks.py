import pytest

from tests.simulators.connectwise.psa import why

PATH = "/system/callbacks"


def a_callback(**fields):
    return {
        "url": "https://hook.example/cw?recordId=",
        "objectId": 1,
        "type": "time",
        "level": "owner",
        **fields,
    }


@pytest.fixture
def hook(psa):
    made = psa.post(PATH, a_callback(description="memtime time", isSelfSuppressedFlag=True))
    yield made
    psa.session.delete(f"{psa.api}{PATH}/{made['id']}", timeout=10)


def test_a_callback_shows_what_the_vendor_adds(psa, hook):
    assert hook["memberId"] == psa.get("/system/myMembers")["id"]
    assert (hook["isSoapCallbackFlag"], hook["inactiveFlag"]) == (False, False)
    assert hook["isSelfSuppressedFlag"] is True
    assert psa.get(PATH, conditions='type="time"') == [hook]
    assert psa.get(f"{PATH}/{hook['id']}") == hook
    assert psa.get(f"{PATH}/count") == {"count": 1}


def test_the_same_callback_twice_is_refused(psa, hook):
    refused = psa.post(PATH, a_callback(), 400)
    assert why(refused) == [("ObjectExists", "objectId")]
    assert refused["errors"][0]["message"] == "A matching callback entry already exists"
    other = psa.post(PATH, a_callback(url="https://hook.example/other?recordId="))
    back = [{"op": "replace", "path": "url", "value": hook["url"]}]
    psa.patch(f"{PATH}/{other['id']}", back, 400)
    psa.delete(f"{PATH}/{other['id']}")


def test_object_id_zero_becomes_one(psa):
    made = psa.post(PATH, a_callback(objectId=0))
    assert made["objectId"] == 1
    psa.delete(f"{PATH}/{made['id']}")


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"url": "hook.example"}, ("InvalidField", "url")),
        ({"url": "https://[broken"}, ("InvalidField", "url")),
        ({"level": "board"}, ("InvalidObject", "level")),
        ({"type": "weather"}, ("InvalidObject", "type")),
        ({"objectId": "one"}, ("InvalidField", "objectId")),
        ({"description": "x" * 101}, ("InvalidField", "description")),
        ({"url": None}, ("MissingRequiredField", "url")),
        ({"level": None}, ("MissingRequiredField", "level")),
    ],
)
def test_what_is_refused(psa, fields, refused):
    answer = psa.post(PATH, a_callback(**fields), 400)
    assert answer["message"] == "callbackEntry object is invalid"
    assert why(answer) == [refused]


def test_levels_belong_to_types(psa):
    for fields in ({"type": "ticket", "level": "board"}, {"type": "agreement", "level": "owner"}):
        psa.delete(f"{PATH}/{psa.post(PATH, a_callback(**fields))['id']}")


def test_a_callback_can_be_switched_off_and_on_replaced_and_deleted(psa, hook):
    path = f"{PATH}/{hook['id']}"
    off = [{"op": "replace", "path": "inactiveFlag", "value": True}]
    assert psa.patch(path, off)["inactiveFlag"] is True
    put = psa.call("PUT", path, json=a_callback(level="time", objectId=90341)).json()
    assert (put["level"], put["objectId"], put["inactiveFlag"]) == ("time", 90341, False)
    psa.delete(path)
    gone = {"code": "NotFound", "message": f"CallbackEntry {hook['id']} not found"}
    assert psa.get(path, status=404) == gone
    assert psa.delete(path, 404).json() == gone
