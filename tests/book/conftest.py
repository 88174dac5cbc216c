"""The built book in a browser."""

import pytest
from websites import DESKTOP, PATIENCE, SITE, served


@pytest.fixture(scope="session")
def origin():
    with served(SITE) as address:
        yield address


@pytest.fixture
def open_page(chromium, origin):
    """Open a page of the site; returns it with what it asked for and complained of."""
    contexts = []

    def opened(name, size=DESKTOP, scheme="light", base=None, **options):
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on(
            "console",
            lambda message: (
                message.type == "error"
                and "versions.js" not in message.location.get("url", "")
                and page.said.append(f"{message.text} {message.location}")
            ),
        )
        page.goto(f"{base or origin}/{name}")
        page.wait_for_load_state("load")
        return page

    yield opened
    for context in contexts:
        context.close()
