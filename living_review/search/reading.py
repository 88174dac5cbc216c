"""Bytes of an answer as XML or JSON, read so that they can do no harm."""

import json

from lxml import etree

from living_review.search.failures import SearchError


def parse_xml(raw: bytes) -> etree._Element:
    """Root of an XML document; nothing beyond its own bytes is read, no entity is expanded.

    Raises
    ------
    SearchError
        If it is no XML, or declares entities of its own, which no source's answer needs and
        which can make a few bytes into gigabytes.
    """
    # Made anew each time: a parser of lxml is not to be shared by threads.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise SearchError("unreadable answer", "sent XML that can't be read", True) from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        said = "sent XML that declares entities of its own; it was not opened"
        raise SearchError("unreadable answer", said)
    return root


def parse_json(raw: bytes) -> dict:
    r"""Object of a JSON document; raw line breaks within its texts are let pass.

    PubMed writes such breaks into its own messages of failure.

    Raises
    ------
    SearchError
        If it is no JSON, or no object.

    Examples
    --------
    >>> parse_json(b'{"ERROR": "too\nmany"}')
    {'ERROR': 'too\nmany'}
    """
    try:
        found = json.loads(raw, strict=False)
    except (ValueError, RecursionError):
        raise SearchError("unreadable answer", "sent JSON that can't be read", True) from None
    if not isinstance(found, dict):
        raise SearchError("unreadable answer", "sent JSON of another form", True)
    return found
