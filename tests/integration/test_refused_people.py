"""Installing an app and telling who one is: what the PSA does not confirm is not stored."""

import json

import pytest

from tests.integration.deployment import ADMIN, MARIA, PAUL, STRANGER

REQUIRED = "a required field"


def installs(deployment, app, client=ADMIN, **changes):
    """Install with some credentials changed; None leaves one out."""
    fields = deployment.psas[app].credentials | changes
    given = {name: value for name, value in fields.items() if value is not None}
    path = f"/v1/connected-apps/{app}/connection"
    return deployment.call(client, "PUT", path, {"credentials": given})


def test_the_form_names_what_is_asked(deployment, app):
    form = deployment.ok(PAUL, "GET", f"/v1/connected-apps/{app}/form")
    assert form["required"]
    assert {*form["required"]} <= {*deployment.psas[app].credentials} <= {*form["properties"]}
    assert all(one["title"] and one["description"] for one in form["properties"].values())


def test_wrong_credentials_leave_nothing_behind(deployment, app):
    answer = installs(deployment, app, **{deployment.psas[app].case.secret_field: "wrong-one"})
    assert (answer.status, answer.code) == (422, "credentials_refused")
    (check,) = answer.json["checks"]
    assert (check["status"], bool(check["fix"])) == ("fail", True)
    assert "wrong-one" not in answer.body
    assert (deployment.stored(), deployment.secrets()) == ({}, {})


@pytest.mark.parametrize(
    "value", ["ключ", "a\r\nX-Injected: 1", "two words", "x" * 500, "%0d%0a", "-"], ids=ascii
)
def test_credentials_that_no_key_looks_like(deployment, app, value):
    for field in deployment.psas[app].credentials:
        answer = installs(deployment, app, **{field: value})
        assert answer.status in {422, 503}, (field, answer.body)
    assert (deployment.stored(), deployment.secrets()) == ({}, {})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "x"}, "unknown_field"),
        ({REQUIRED: None}, "missing_field"),
        ({REQUIRED: ""}, "missing_field"),
        ({REQUIRED: " \n"}, "missing_field"),
        ({REQUIRED: "a\x00b"}, "text_invalid"),
        ({REQUIRED: "\ud800"}, "text_invalid"),
        ({REQUIRED: 7}, "invalid_value"),
        ({REQUIRED: "x" * 501}, "invalid_value"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_fields_that_are_wrong(deployment, app, changes, code):
    required = deployment.ok(PAUL, "GET", f"/v1/connected-apps/{app}/form")["required"]
    mine = {required[-1] if name == REQUIRED else name: one for name, one in changes.items()}
    answer = installs(deployment, app, **mine)
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert {found for _, found in answer.field_codes} == {code}
    assert {field.partition(".")[0] for field, _ in answer.field_codes} == {"credentials"}
    assert deployment.stored() == {}


@pytest.mark.parametrize(
    "site", ["evil.example", "169.254.169.254", "localhost:1", "[::1", "na#@x"]
)
def test_a_site_that_is_no_psa_gets_no_key(deployment, site):
    answer = installs(deployment, "connectwise", site=site)
    assert answer.status in {422, 503}
    assert answer.code in {"credentials_refused", "psa_unreachable"}
    assert deployment.stored() == {}


def test_one_psa_belongs_to_one_account(deployment, app):
    assert deployment.install(app).status == 201
    before, secrets = deployment.stored(), deployment.secrets()
    answer = deployment.install(app, STRANGER)
    assert (answer.status, answer.code) == (409, "psa_already_connected")
    assert (deployment.stored(), deployment.secrets()) == (before, secrets)


def test_a_new_key_that_is_refused_leaves_the_old_one(deployment, app):
    assert deployment.install(app).status == 201
    before, secrets = deployment.stored(), deployment.secrets()
    secret_field = deployment.psas[app].case.secret_field
    assert installs(deployment, app, **{secret_field: "wrong"}).code == "credentials_refused"
    assert (deployment.stored(), deployment.secrets()) == (before, secrets)


def test_secrets_are_shown_by_their_last_four_characters(deployment, app):
    psa = deployment.psas[app]
    shown = deployment.install(app).json["credentials"]
    secret = psa.credentials[psa.case.secret_field]
    assert shown[psa.case.secret_field] == "••••" + secret[-4:]
    assert set(shown) == set(psa.credentials)


def test_what_copying_brings_along_is_left_out(deployment, app):
    psa = deployment.psas[app]
    copied = {name: f" {value}\n" for name, value in psa.credentials.items()}
    shown = installs(deployment, app, **copied).json["credentials"]
    assert shown == deployment.install(app).json["credentials"]
    installs(deployment, app, **copied)
    (stored,) = [one for name, one in deployment.secrets().items() if name.endswith(app)]
    assert json.loads(stored) == psa.credentials


def test_a_field_that_may_stay_empty_is_sent_empty(deployment, app):
    form = deployment.ok(PAUL, "GET", f"/v1/connected-apps/{app}/form")
    (optional,) = form["properties"].keys() - set(form["required"])
    assert form["properties"][optional].get("minLength", 0) == 0
    empty, left_out = (installs(deployment, app, **{optional: one}) for one in ("", None))
    assert empty.code == "credentials_refused", "this service has none of its own here"
    assert empty.json["checks"] == left_out.json["checks"]
    assert deployment.stored() == {}


def test_the_dots_of_a_stored_secret_are_not_tried_as_a_key(deployment, app):
    shown = deployment.install(app).json["credentials"]
    psa = deployment.psas[app]
    secret, before = psa.case.secret_field, psa.control("GET", "/requests")["total"]
    answer = installs(deployment, app, **{secret: shown[secret]})
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert answer.field_codes == {(f"credentials.{secret}", "invalid_value")}
    assert psa.control("GET", "/requests")["total"] == before


def test_nobody_can_be_somebody_before_the_app_is_installed(deployment, app):
    for method, call in (("PUT", "authentication"), ("POST", "refresh"), ("GET", "options")):
        body = {"userName": "PPierce"} if method == "PUT" else None
        answer = deployment.call(PAUL, method, f"/v1/connected-apps/{app}/{call}", body)
        assert (answer.status, answer.code) == (422, "app_not_installed")
    assert deployment.stored() == {}


@pytest.mark.parametrize(
    ("user_name", "code"),
    [
        ("PPirece", "user_not_found"),
        ("JFormer", "user_inactive"),
        ("PPierce' or identifier like '%", "user_not_found"),
        ("%", "user_not_found"),
        ("ПП", "user_not_found"),
    ],
)
def test_a_name_that_is_nobody(settled, app, user_name, code):
    before = settled.stored()
    answer = settled.authenticate(PAUL, app, user_name)
    assert (answer.status, answer.code) == (422, code)
    assert answer.field_codes == {("userName", code)}
    assert settled.stored() == before


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [("ppierce@alpine-it.example", "PPierce"), ("nobody@alpine-it.example", "nobody")],
)
def test_an_address_in_place_of_an_autotask_user_name_is_explained(settled, typed, suggestion):
    before = settled.stored()
    answer = settled.authenticate(PAUL, "autotask", typed)
    assert (answer.status, answer.code) == (422, "user_name_is_email")
    assert answer.json["suggestion"] == suggestion
    assert answer.json["detail"].endswith(f"It is probably {suggestion}.")
    assert settled.stored() == before


def test_connectwise_people_may_be_named_by_their_address(settled):
    answer = settled.authenticate(PAUL, "connectwise", "ppierce@alpine-it.example")
    assert (answer.status, answer.json["psaUser"]["userName"]) == (200, "PPierce")


def test_the_api_user_itself_is_no_person(settled, app):
    answer = settled.authenticate(PAUL, app, settled.psas[app].case.api_user)
    assert answer.status == 422
    assert answer.code in {"user_is_api_only", "user_name_is_email", "user_not_found"}


def test_one_person_is_one_user(settled, app):
    answer = settled.authenticate(MARIA, app, "PPierce")
    assert (answer.status, answer.code) == (422, "user_taken")
    again = settled.authenticate(PAUL, app, " ppIERCE ")
    assert (again.status, again.json["psaUser"]["userName"]) == (200, "PPierce")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"userName": ""},
        {"userName": "  "},
        {"userName": 7},
        {"userName": "x" * 201},
        {"userName": "PPierce", "x": 1},
    ],
    ids=str,
)
def test_a_body_that_names_nobody(settled, app, body):
    path = f"/v1/connected-apps/{app}/authentication"
    answer = settled.call(PAUL, "PUT", path, body)
    assert (answer.status, answer.code) == (422, "validation_failed")
