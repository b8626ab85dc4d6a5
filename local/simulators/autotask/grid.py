"""The vendor's URL grid: paths match in any case, and logs keep the vendor's spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yarl import URL

    from local.simulators.autotask.errors import Handler

ROOT = "/atservicesrest"
API_BASE = f"{ROOT}/v1.0"

_Key = tuple[str, ...]


class Grid(web.AbstractResource):
    """Routes by path segments, lower-cased; a number stands for the next `{placeholder}`.

    aiohttp's own routes compare paths exactly, Autotask's do not.
    """

    def __init__(self) -> None:
        super().__init__()
        self._routes: dict[_Key, dict[str, web.ResourceRoute]] = {}
        self._resources: dict[_Key, web.DynamicResource | web.PlainResource] = {}

    def add(self, path: str, handlers: Mapping[str, Handler]) -> None:
        """Add a path with its handlers by HTTP verb; a placeholder is a whole segment."""
        key = tuple("*" if part.startswith("{") else part.lower() for part in _parts(path))
        kind = web.DynamicResource if "{" in path else web.PlainResource
        resource = self._resources.setdefault(key, kind(path))
        routes = self._routes.setdefault(key, {})
        for verb, handler in handlers.items():
            routes[verb] = resource.add_route(verb, handler)

    async def resolve(
        self, request: web.Request
    ) -> tuple[web.UrlMappingMatchInfo | None, set[str]]:
        """Find the route of a request; with a wrong verb, only the verbs there are."""
        parts = _parts(request.path)
        exact = tuple(part.lower() for part in parts)
        key = exact if exact in self._routes else tuple(map(_starred, exact))
        routes = self._routes.get(key, {})
        route = routes.get(request.method)
        if route is None:
            return None, set(routes)
        names = [part[1:-1] for part in _parts(self.template(key)) if part.startswith("{")]
        numbers = [part for part, kept in zip(parts, key, strict=True) if kept == "*"]
        return web.UrlMappingMatchInfo(dict(zip(names, numbers, strict=True)), route), set(routes)

    def template(self, key: _Key) -> str:
        """Give a path in the vendor's spelling."""
        return self._resources[key].canonical

    @property
    def canonical(self) -> str:
        """Where aiohttp files this resource: at the top, so that it is asked about every path."""
        return "/"

    def raw_match(self, path: str) -> bool:
        """Tell whether this is the resource filed under a path."""
        return path == self.canonical

    def add_prefix(self, prefix: str) -> NoReturn:
        """Refuse to be moved: Autotask's paths are fixed."""
        raise NotImplementedError(prefix)

    def url_for(self, **kwargs: str) -> URL:
        """Refuse to build addresses: nobody asks the grid for one."""
        raise NotImplementedError(kwargs)

    def get_info(self) -> dict[str, str]:  # type: ignore[override]
        """Describe the resource for aiohttp's introspection."""
        return {"prefix": ROOT}

    def __len__(self) -> int:
        return sum(len(routes) for routes in self._routes.values())

    def __iter__(self) -> Iterator[web.ResourceRoute]:
        return (route for routes in self._routes.values() for route in routes.values())


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


def _starred(part: str) -> str:
    return "*" if part.lstrip("-").isdigit() else part
