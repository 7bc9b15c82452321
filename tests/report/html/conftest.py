"""The page of one result, which all tests of this folder read."""

from html.parser import HTMLParser

import pytest

import cge
from cge.report.html.page import html, page_of

VOID = {"meta", "link", "input", "br", "img"}


class Read(HTMLParser):
    """A page as a browser's parser sees it: elements with attributes and text, in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self._open, self.unclosed = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "attrs": dict(attrs), "text": ""}
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self._open or self._open[-1]["tag"] != tag:
            self.unclosed.append(tag)
            return
        self._open.pop()

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def all(self, *tags):
        return [element for element in self.elements if element["tag"] in tags]


@pytest.fixture(scope="session")
def result(teaching):
    """The default scenario with everything that a page can have."""
    return cge.solve(teaching, "nqp-and-cbam", contributions=True, decompose=True)


@pytest.fixture(scope="session")
def page(result):
    return page_of(result)


@pytest.fixture(scope="session")
def text(page):
    return html(page)


@pytest.fixture(scope="session")
def read(text):
    return Read(text)


@pytest.fixture(scope="session")
def reader():
    return Read
