"""Pages as a browser sees them: their elements, and what none of them may do."""

from html.parser import HTMLParser

LOADING = frozenset({"script", "img", "iframe", "link", "object"})


class Elements(HTMLParser):
    """The tags of a page with their attributes, in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_inert(page: str) -> None:
    """Nothing on the page runs, and nothing is loaded."""
    elements = Elements(page).found
    assert not {tag for tag, _ in elements} & LOADING
    names = {name for _, attributes in elements for name in attributes}
    assert not {name for name in names if name.startswith("on")}
