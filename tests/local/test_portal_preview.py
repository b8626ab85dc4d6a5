import pytest
import requests
from aiohttp import web

from local.portal_preview import make_app
from local.simulators.server import running
from local.stack_file import AwsAccess, Parameters, StackInfo, TokenIssuerAccess, Tokens

POLICY = "default-src 'none'"


def deployed():
    """What the preview stands before: the function's login document, and an API."""

    async def login(_request):
        headers = {"Content-Security-Policy": POLICY}
        return web.json_response({"clientId": "portal"}, headers=headers)

    async def echo(request):
        kept = {name: request.headers.get(name) for name in ("Authorization", "If-Match", "Cookie")}
        body = await request.text()
        return web.json_response({"asked": str(request.rel_url), "body": body, **kept}, status=412)

    app = web.Application()
    app.router.add_get("/portal/login.json", login)
    app.router.add_route("*", "/v1/{rest:.*}", echo)
    return app


@pytest.fixture
def preview(tmp_path):
    (tmp_path / "bundle" / "assets").mkdir(parents=True)
    (tmp_path / "bundle" / "index.html").write_text("<p>new</p>")
    (tmp_path / "secret.txt").write_text("not in the bundle")
    with running(deployed()) as api_url:
        stack = StackInfo(
            api_url=api_url,
            stack_name="any",
            aws=AwsAccess(api_url),
            tokens=Tokens("admin", [], "other"),
            token_issuer=TokenIssuerAccess(api_url),
            simulators={},
            schedules={},
            parameters=Parameters(1, 1, 1, 1, 1),
        )
        with running(make_app(stack, tmp_path / "bundle")) as url:
            yield url


def test_the_newest_file_is_shown_under_the_policy_of_the_function(preview, tmp_path):
    page = tmp_path / "bundle" / "index.html"
    for text in ("<p>new</p>", "<p>newer</p>"):
        page.write_text(text)
        answer = requests.get(f"{preview}/portal/index.html", timeout=5)
        assert answer.text == text
        assert answer.headers["Content-Type"].startswith("text/html")
        assert answer.headers["Content-Security-Policy"] == POLICY


def test_where_to_log_in_is_asked_of_the_deployed_function(preview):
    assert requests.get(f"{preview}/portal/login.json", timeout=5).json() == {"clientId": "portal"}


@pytest.mark.parametrize("name", ["nothing.js", "%2e%2e/secret.txt", "assets"])
def test_nothing_else_is_shown(preview, name):
    assert requests.get(f"{preview}/portal/{name}", timeout=5).status_code == 404


def test_the_api_is_behind_the_same_address(preview):
    answer = requests.put(
        f"{preview}/v1/time-entries/1?a=b",
        data="what is sent",
        headers={"Authorization": "Bearer t", "If-Match": '"3"', "Cookie": "no"},
        timeout=5,
    )
    assert answer.status_code == 412
    assert answer.json() == {
        "asked": "/v1/time-entries/1?a=b",
        "body": "what is sent",
        "Authorization": "Bearer t",
        "If-Match": '"3"',
        "Cookie": None,
    }
