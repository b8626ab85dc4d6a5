import pytest

ENTRIES = "/time/entries"


@pytest.fixture(scope="module")
def marked():
    """A word that tells this module's entries from all others."""
    return "conditions-of-this-module"


@pytest.fixture
def three(psa, marked):
    found = psa.listed(ENTRIES, conditions=f'internalNotes="{marked}"')
    if not found:
        for hour, member, notes in (
            (9, "PPierce", "Router swap"),
            (11, "MKeller", "100% done"),
            (13, "AHassan", None),
        ):
            psa.clock.forward(60)
            times = {
                "timeStart": f"2026-03-03T{hour:02}:00:00Z",
                "timeEnd": f"2026-03-03T{hour + 1:02}:00:00Z",
            }
            psa.enters(member={"identifier": member}, notes=notes, internalNotes=marked, **times)
        found = psa.listed(ENTRIES, conditions=f'internalNotes="{marked}"')
    return found


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('member/identifier="PPierce"', [0]),
        ("member/identifier='ppierce'", [0]),
        ('member/identifier!="PPierce"', [1, 2]),
        ("member/id in (241, 243)", [0, 2]),
        ("member/id not in (241,243)", [1]),
        ('MEMBER/Identifier in ("MKeller","AHassan")', [1, 2]),
        ('notes contains "router"', [0]),
        ('notes not contains "router"', [1]),
        ('notes like "Rout%"', [0]),
        ('notes like "*swap"', [0]),
        ('notes not like "Rout*"', [1]),
        ('notes="Rout*"', [0]),
        ('notes="100% done"', [1]),
        ("notes = null", [2]),
        ("notes != NULL", [0, 1]),
        ("timeStart>=[2026-03-03T11:00:00Z]", [1, 2]),
        ("timeStart>[2026-03-03T11:00:00Z]", [2]),
        ("timeStart<[2026-03-03T12:00:00+01:00]", [0]),
        ("timeStart<=[2026-03-03T11:00:00]", [0, 1]),
        ("timeStart=[2026-03-03T11:00:00Z]", [1]),
        ("timeStart>[2026-03-03] and timeStart<[2026-03-04]", [0, 1, 2]),
        ("timeStart>=[2026-03-04]", []),
        ("emailContactFlag=False", [0, 1, 2]),
        ("emailContactFlag=TRUE", []),
        ('status="Open"', [0, 1, 2]),
        ('status != "Open"', []),
        ('chargeToType in ("ServiceTicket","ProjectTicket")', [0, 1, 2]),
        ("actualHours=1.0 and chargeToId=5001", [0, 1, 2]),
        ("actualHours > 1", []),
        ("(member/id=241 OR member/id=242) AND timeStart>[2026-03-03T09:30:00Z]", [1]),
        ("member/id=241 or member/id=242 and timeStart>[2026-03-03T11:30:00Z]", [0]),
    ],
)
def test_what_a_condition_finds(psa, three, marked, condition, expected):
    found = psa.ids(ENTRIES, conditions=f'internalNotes="{marked}" and ({condition})')
    assert found == [three[place]["id"] for place in expected]
    counted = psa.get(f"{ENTRIES}/count", conditions=f'internalNotes="{marked}" and ({condition})')
    assert counted == {"count": len(expected)}


def test_last_updated_is_a_name_of_its_own_and_moves_with_the_row(psa, three):
    psa.clock.forward(60)
    since = psa.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
    assert psa.ids(ENTRIES, conditions=f"lastUpdated>=[{since}]") == []
    psa.sets(three[1]["id"], notes="100% done")
    for name in ("lastUpdated", "LastUpdated", "_info/lastUpdated"):
        assert psa.ids(ENTRIES, conditions=f"{name}>=[{since}]") == [three[1]["id"]]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("invoiceDate=1", "invoiceDate is not a recognized name."),
        ("member/shoeSize=1", "member/shoeSize is not a recognized name."),
        ("member=241", "member is not a recognized name."),
        ("customFields/caption='x'", "customFields/caption is not a recognized name."),
        ('status="Sleeping"', "Enum value supplied was invalid"),
    ],
)
def test_names_and_values_the_vendor_does_not_know(psa, condition, message):
    refused = psa.get(ENTRIES, status=400, conditions=condition)
    assert refused == {"code": "ApiFindCondition", "message": message}


@pytest.mark.parametrize(
    "condition",
    [
        "id=",
        "id 5",
        "=5",
        "(id=5",
        "id=5)",
        "id=5 id=6",
        "id in 5",
        "id in (5",
        "id in (5 6)",
        "not (id=5)",
        "notes not",
        "id~5",
        'notes="open',
        "timeStart>'2026-03-03'",
        "timeStart>[yesterday]",
        "timeStart>[0001-01-01T00:00:00+05:00]",
        "id='abc'",
        "id like '5'",
        "id>null",
    ],
)
def test_conditions_that_cannot_be_read(psa, condition):
    assert psa.get(ENTRIES, status=400, conditions=condition)["code"] == "ApiFindCondition"
    assert psa.get(f"{ENTRIES}/count", 400, conditions=condition)["code"] == "ApiFindCondition"


def test_child_conditions_look_into_arrays(psa):
    owner = psa.listed("/company/companies", childConditions='types/name="Owner"')
    assert [row["name"] for row in owner] == ["Alpine IT Services"]
    psa.get("/company/companies", 400, conditions='types/name="Owner"')
    psa.get("/company/companies", 400, childConditions='types/name in ("Owner")')
    psa.get("/company/companies", 400, childConditions='status/name="Active"')


def test_custom_field_conditions_are_read_and_find_nothing_here(psa):
    condition = 'caption="Memtime Id" AND value="7f2c"'
    assert psa.get(ENTRIES, customFieldConditions=condition) == []
    psa.get(ENTRIES, 400, customFieldConditions="colour='red'")


def test_an_opening_bracket_in_a_string_is_doubled(psa):
    entry = psa.enters(notes="[memtime:7f2c]")
    assert psa.ids(ENTRIES, conditions='notes like "[[]memtime:7f2c*"') == [entry["id"]]
    assert psa.ids(ENTRIES, conditions='notes contains "[[]memtime:7f2c"') == [entry["id"]]


def test_and_or_from_left_to_right(psa, three, quirk):
    condition = "id={} or id={} and member/id=242".format(*(row["id"] for row in three[:2]))
    assert psa.ids(ENTRIES, conditions=condition) == [three[0]["id"], three[1]["id"]]
    quirk("and_or_left_to_right")
    assert psa.ids(ENTRIES, conditions=condition) == [three[1]["id"]]


def test_prefix_not(psa, three, marked, quirk):
    quirk("prefix_not")
    condition = f'internalNotes="{marked}" and not (member/id=241)'
    assert psa.ids(ENTRIES, conditions=condition) == [three[1]["id"], three[2]["id"]]


def test_negations_may_match_empty_fields(psa, three, marked, quirk):
    condition = f'internalNotes="{marked}" and notes!="Router swap"'
    assert psa.ids(ENTRIES, conditions=condition) == [three[1]["id"]]
    quirk("negations_match_empty")
    assert psa.ids(ENTRIES, conditions=condition) == [three[1]["id"], three[2]["id"]]


def test_strings_may_know_case(psa, quirk):
    condition = 'identifier="ppierce"'
    assert len(psa.get("/system/members", conditions=condition)) == 1
    quirk("strings_know_case")
    assert psa.get("/system/members", conditions=condition) == []


def test_the_inactive_flag_may_be_refused_in_conditions(psa, quirk):
    former = psa.get("/system/members", conditions="inactiveFlag=true")
    assert [row["identifier"] for row in former] == ["JFormer"]
    quirk("inactive_flag_not_a_condition")
    psa.get("/system/members", 400, conditions="inactiveFlag=true")


def test_the_reported_trap_of_time_start(psa, three, marked, quirk):
    quirk("time_start_days_only")
    own = f'internalNotes="{marked}" and '
    assert psa.ids(ENTRIES, conditions=f"{own}timeStart>=[2026-03-03]") == []
    assert psa.ids(ENTRIES, conditions=f"{own}timeStart>=[2026-03-02T00:00:00Z]") == []
    assert len(psa.ids(ENTRIES, conditions=f"{own}timeStart>[2026-03-02]")) == len(three)


def test_a_search_takes_its_filter_in_the_body(psa):
    for path in ("/service/tickets", "/project/tickets"):
        condition = 'resources contains "PPierce" and closedFlag=false'
        by_query = psa.ids(path, conditions=condition, orderBy="id desc")
        body = {"conditions": condition, "orderBy": "id desc"}
        answer = psa.call("POST", f"{path}/search", json=body, params={"pageSize": 1000})
        assert [row["id"] for row in answer.json()] == by_query != []
    assert psa.post("/service/tickets/search", {"conditions": "x=1"}, 400)["code"]
