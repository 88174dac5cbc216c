"""What an edition says of itself for catalogues and archives: schema.org, RO-Crate, citation."""

import hashlib
import json
from pathlib import Path

import yaml

from living_review.evidence import identity, tables
from living_review.evidence.identity import DATA_LICENCE, WORDS_LICENCE

LINKED, CRATE, CITE = "metadata.jsonld", "ro-crate-metadata.json", "HOW-TO-CITE.txt"
SCHEMA_ORG = "https://schema.org"
CRATE_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
CRATE_PROFILE = "https://w3id.org/ro/crate/1.1"
KINDS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".bib": "application/x-bibtex",
    ".html": "text/html",
    ".txt": "text/plain",
    ".ipynb": "application/x-ipynb+json",
    ".cff": "application/yaml",
    ".pdf": "application/pdf",
}
# What pages are made up with; it is in the folder and tells nothing.
MAKE_UP = ("_static", "_sources", "_sphinx_design_static")


def write(edition_folder: Path, edition, site_url: str = "") -> list[Path]:
    """Write metadata, citation file and how to cite beside the pages of an edition.

    Parameters
    ----------
    edition_folder : pathlib.Path
        Pages of the edition, with its ``data``.
    edition : Edition
        Its row of the register; a DOI is told only if it stands there.
    site_url : str
        Where the website stands; blank as long as that is not settled.

    Returns
    -------
    list of pathlib.Path
        What was written; the same bytes whenever the same is given.
    """
    folder = Path(edition_folder)
    written = {
        LINKED: _json(linked_data(folder, edition, site_url)),
        tables.CITATION: yaml.safe_dump(
            citation_file(edition, site_url), sort_keys=False, allow_unicode=True, width=100
        ),
        CITE: f"{identity.how_to_cite(edition, site_url)}\n",
    }
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    crate = _json(research_object(folder, edition, site_url))
    (folder / CRATE).write_text(crate, encoding="utf-8")
    return [folder / name for name in (*written, CRATE)]


def _json(value) -> str:
    return f"{json.dumps(value, indent=1, ensure_ascii=False)}\n"


def _creators() -> list[dict]:
    return [{"@type": "Organization", "name": name} for name in identity.authors()]


def _common(edition, part: str, site_url: str) -> dict:
    """What article and data of an edition have in common."""
    common = {
        "version": edition.version,
        "datePublished": edition.date,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "description": identity.abstract(),
    }
    if edition.doi:
        common |= {
            "identifier": {"@type": "PropertyValue", "propertyID": "DOI", "value": edition.doi},
            "sameAs": f"https://doi.org/{edition.doi}",
        }
    base = f"{site_url.rstrip('/')}/{edition.version}/" if site_url else ""
    return common | {"url": f"{base}{part}"}


def linked_data(folder: Path, edition, site_url: str = "") -> dict:
    """The edition as an article and a set of data, in the words of schema.org.

    Addresses are relative to the edition's folder unless the website's own is known.
    """
    base = f"{site_url.rstrip('/')}/{edition.version}/" if site_url else ""
    article, data = (
        identity.urn(edition.tree, edition.version, part) for part in ("article", "data")
    )
    name = f"{identity.title()}, edition {edition.version}"
    files = [path for path in sorted((folder / "data").glob("*")) if path.suffix in KINDS]
    return {
        "@context": SCHEMA_ORG,
        "@graph": [
            {
                "@type": "MedicalScholarlyArticle",
                "@id": article,
                "name": name,
                "headline": name,
                "author": _creators(),
                "license": WORDS_LICENCE,
                "isBasedOn": {"@id": data},
                **_common(edition, "index.html", site_url),
            },
            {
                "@type": "Dataset",
                "@id": data,
                "name": f"Data of {name}",
                "creator": _creators(),
                "license": DATA_LICENCE,
                "subjectOf": {"@id": article},
                **_common(edition, "data/datapackage.json", site_url),
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "name": path.name,
                        "encodingFormat": KINDS[path.suffix],
                        "contentUrl": f"{base}data/{path.name}",
                    }
                    for path in files
                ],
            },
        ],
    }


def citation_file(edition, site_url: str = "") -> dict:
    """CITATION.cff of the edition: the review's own, with version, date and address."""
    citation = {
        "cff-version": "1.2.0",
        "message": "Please cite the edition that you read, with its date.",
        "title": identity.title(),
        "type": "dataset",
        "authors": [{"name": name} for name in identity.authors()],
        **{key: value for key, value in tables.citation().items() if value},
        "version": edition.version,
        "date-released": edition.date,
        "commit": edition.commit,
    }
    if edition.doi:
        citation["doi"] = edition.doi
    if address := identity.address(edition, site_url):
        citation["url"] = address
    return citation


def research_object(folder: Path, edition, site_url: str = "") -> dict:
    """The edition as an RO-Crate 1.1: every file of it but what pages are made up with."""
    files = []
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        if not path.is_file() or place == CRATE or place.split("/")[0] in MAKE_UP:
            continue
        content = path.read_bytes()
        files.append(
            {
                "@id": place,
                "@type": "File",
                "name": place,
                "contentSize": str(len(content)),
                "encodingFormat": KINDS.get(path.suffix, "application/octet-stream"),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{identity.title()}, edition {edition.version}",
        "description": identity.abstract(),
        "datePublished": edition.date,
        "version": edition.version,
        "license": [{"@id": WORDS_LICENCE}, {"@id": DATA_LICENCE}],
        "author": [{"@id": f"#author-{n}"} for n, _ in enumerate(identity.authors(), 1)],
        "creditText": identity.how_to_cite(edition, site_url),
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    if edition.doi:
        root["identifier"] = f"https://doi.org/{edition.doi}"
    about = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": CRATE_PROFILE},
            "about": {"@id": "./"},
        },
        root,
        *(
            {"@id": f"#author-{n}", "@type": "Organization", "name": name}
            for n, name in enumerate(identity.authors(), 1)
        ),
        {"@id": WORDS_LICENCE, "@type": "CreativeWork", "name": "CC BY 4.0, for words"},
        {"@id": DATA_LICENCE, "@type": "CreativeWork", "name": "CC0 1.0, for data"},
    ]
    return {"@context": CRATE_CONTEXT, "@graph": [*about, *files]}
