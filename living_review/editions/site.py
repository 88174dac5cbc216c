"""The whole website from the register: every edition, the newest, the one in the making.

It is built aside and moved into place when it is whole, so that whatever goes wrong, the website
that was there before stands untouched.
"""

import contextlib
import dataclasses
import html
import itertools
import json
import posixpath
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from living_review.editions import building, digests, printing, register
from living_review.editions.register import Edition, EditionError, Register
from living_review.evidence.edition_in_hand import VERSIONS_SCRIPT
from living_review.pages.emphasis import in_quotation_marks
from living_review.search.heartbeat import Change

SITE = Path("_build") / "site"
ARCHIVES = Path("archives")
LATEST, DEVELOPMENT, START = "latest", "development", "index.html"
SWITCHER = Path(__file__).resolve().parent / "static" / "versions.js"
BLANK = "/* written by living_review.editions.site */ null"
SUMS = "SHA256SUMS"
SECONDS = 120
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{head}<style>
body {{ font-family: system-ui, sans-serif; line-height: 1.6; color-scheme: light dark; }}
body {{ max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def archive_name(edition: Edition) -> str:
    """File name of an edition's archive."""
    return f"{edition.version}.tar.gz"


def data_name(edition: Edition) -> str:
    """File name of an edition's data package."""
    return f"data-{edition.version}.zip"


def assemble(
    repository: Path,
    destination: Path,
    archives: Path,
    archives_url: str = "",
    development: Path | None = None,
    cache: Path | None = None,
    changed: Sequence[Change] = (),
) -> list[str]:
    """Make the whole website.

    Parameters
    ----------
    repository : pathlib.Path
        The clone whose register says what there is.
    destination : pathlib.Path
        Where the website stands afterwards.
    archives : pathlib.Path
        Folder with the archives of published editions. Missing ones are looked for at
        ``archives_url``; what is in neither place is built from its commit.
    archives_url : str
        Where releases keep their files, up to the tag: ``…/releases/download``.
    development : pathlib.Path, optional
        Pages of the tree that is being worked on; without them the website has published
        editions only.
    cache : pathlib.Path, optional
        Where environments and built editions are kept; by default in the repository's ``.cache``.
    changed : sequence of Change
        How the searches kept their schedule up to now, for the feed of news.

    Returns
    -------
    list of str
        What was done, a line each.

    Raises
    ------
    EditionError
        Whatever stops it; the website that was there before then stands untouched.
    """
    from living_review.editions import feeds

    known = register.read()
    if not known.editions and not development:
        raise EditionError(
            f"{register.FILE} has no edition yet, and no development edition is "
            "wanted: there is nothing to put on a website"
        )
    register.check_tags(repository, known.editions)
    found = {
        edition.version: _archive(edition, archives, archives_url, cache or _cache(repository))
        for edition in known.editions
    }
    for edition in known.editions:
        if not found[edition.version]:
            register.find_commit(repository, edition)  # known before the first long build
    aside = destination.with_name(f"{destination.name}.new")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        told = _fill(aside, repository, known, found, development, cache or _cache(repository))
        feeds.write(aside, known.editions, known.site_url, changed)
        move_into_place(aside, destination)
    except OSError as error:
        raise EditionError(
            f"the website could not be written: {error.strerror or error} "
            f"({error.filename or aside}). The one that was there before is untouched"
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return told


def _cache(repository: Path) -> Path:
    return repository / building.CACHE


def move_into_place(aside: Path, destination: Path):
    """Put a finished folder where the old one stands; if that fails, the old one is put back."""
    before = destination.with_name(f"{destination.name}.old")
    shutil.rmtree(before, ignore_errors=True)
    if destination.exists():
        destination.rename(before)
    try:
        aside.rename(destination)
    except OSError:
        if before.exists():
            before.rename(destination)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _archive(edition: Edition, folder: Path, url: str, cache: Path) -> Path | None:
    """The archive of an edition, if it is at hand or can be fetched."""
    if not edition.archive:
        return None
    name = archive_name(edition)
    for place in (folder / name, cache / "fetched" / name):
        if place.exists() and (place.parent == folder or digests.of_file(place) == edition.archive):
            return place
    if not url:
        return None
    address = f"{url.rstrip('/')}/{edition.tag}/{name}"
    place = cache / "fetched" / name
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with urllib.request.urlopen(address, timeout=SECONDS) as answer, place.open("wb") as file:
            shutil.copyfileobj(answer, file)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        place.unlink(missing_ok=True)
        print(f"  no archive of {edition.version} at {address} ({error})", flush=True)
        return None
    return place


def _fill(
    site: Path,
    repository: Path,
    known: Register,
    found: dict[str, Path | None],
    development: Path | None,
    cache: Path,
) -> list[str]:
    """Write everything that the website consists of."""
    from living_review.editions import pages

    told, editions = [], []
    for edition in known.editions:
        place = _put(edition, site / edition.version, repository, found[edition.version], cache)
        editions.append(dataclasses.replace(edition, origin=place))
        told.append(f"{edition.version} of {edition.date}: {place}")
    editions = tuple(editions)
    if development:
        shutil.copytree(
            development, site / DEVELOPMENT, ignore=shutil.ignore_patterns(".buildinfo")
        )
        told.append("development: this tree")
    if editions:
        shutil.copytree(site / editions[0].version, site / LATEST)
        told += _keep_addresses(site, editions, known.redirects)
        shutil.copytree(site / editions[0].version / "data", site / "data")
    _put_archives(site, editions, found)
    write_versions(site, known, editions)
    (site / "editions.json").write_text(_listed(site, editions), encoding="utf-8")
    (site / START).write_text(
        _moved(f"{LATEST if editions else DEVELOPMENT}/{START}", known.site_url), encoding="utf-8"
    )
    if known.site_url:
        (site / "404.html").write_text(_not_found(known.site_url), encoding="utf-8")
    else:
        told.append(f"no 404 page: it needs site_url in {register.FILE}")
    pages.write_editions_page(site, editions, known.site_url)
    return told


def _put(edition: Edition, folder: Path, repository: Path, archive: Path | None, cache: Path):
    """Put an edition's pages in its folder; says where they are from."""
    if archive:
        folder.mkdir()
        digests.unpack(archive, edition.archive, folder, edition.version)
        return "archive"
    built = cache / "built" / f"{edition.version}-{edition.commit[:12]}-{edition.lock[:12]}"
    if not built.exists():
        commit = register.find_commit(repository, edition)
        with tempfile.TemporaryDirectory(prefix="built-", dir=_made(built.parent)) as place:
            aside = Path(place) / "pages"
            lock = building.build(repository, commit, edition.version, edition.date, aside, cache)
            if lock != edition.lock:
                raise EditionError(
                    f"{register.FILE}, {edition.version}: its commit has a lock file with SHA-256 "
                    f"{lock}, and {edition.lock} is registered"
                )
            aside.rename(built)
    said = digests.words_and_numbers(built)
    if said != edition.words:
        raise EditionError(
            f"edition {edition.version}, built from its commit, says something else than what was "
            f"published: its words and numbers have the digest {said}, and {edition.words} is "
            f"registered. Get its archive; what was built is in {built} (take that away to have "
            "it built again)"
        )
    shutil.copytree(built, folder)
    building.complete(folder, edition)
    return "rebuilt"


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _put_archives(site: Path, editions: tuple[Edition, ...], found: dict[str, Path | None]):
    """Archives as they were published, the data of every edition, and the checksums of all."""
    folder, sums = _made(site / "archives"), []
    for edition in editions:
        if archive := found[edition.version]:
            shutil.copy(archive, folder / archive_name(edition))
            sums.append(f"{edition.archive}  {archive_name(edition)}\n")
        data = folder / data_name(edition)
        digests.write_zip(site / edition.version / "data", data, data.stem)
        sums.append(f"{digests.of_file(data)}  {data.name}\n")
    (folder / SUMS).write_text("".join(sums), encoding="utf-8")


def _final(page: str, redirects: dict[str, str]) -> str:
    """Where a page stands now, over every move."""
    seen = set()
    while page in redirects and page not in seen:
        seen.add(page)
        page = redirects[page]
    if page in seen:
        raise EditionError(f"{register.FILE}: the redirects of {page} lead round in a circle")
    return page


def _keep_addresses(site: Path, editions: tuple[Edition, ...], redirects: dict) -> list[str]:
    """In the newest edition, let every address of an older one lead somewhere.

    A page that moved leads to where it stands now. One that is gone says so, and where it stood
    last.
    """
    latest = site / LATEST
    now = set(digests.pages(latest))
    told = []
    for page in redirects:
        if page in now:
            raise EditionError(
                f"{register.FILE}: {page} is redirected, and the newest edition "
                "has a page of that name"
            )
        if (final := _final(page, redirects)) not in now:
            raise EditionError(
                f"{register.FILE}: {page} leads to {final}, which the newest edition does not have"
            )
    last = {
        page: edition
        for edition in reversed(editions)
        for page in digests.pages(site / edition.version)
    }
    for page in sorted({*last, *redirects} - now):
        up = posixpath.relpath(".", posixpath.dirname(page) or ".")
        (latest / page).parent.mkdir(parents=True, exist_ok=True)
        if page in redirects:
            text = _moved(posixpath.normpath(posixpath.join(up, _final(page, redirects))))
        else:
            text = _gone(page, last[page], up)
            told.append(
                f"{page} is gone since edition {last[page].version}, and its address says so (had "
                f"it moved, it would belong under redirects in {register.FILE})"
            )
        (latest / page).write_text(text, encoding="utf-8")
    return told


def _moved(target: str, site_url: str = "") -> str:
    there = html.escape(quote(target))
    head = f'<link rel="canonical" href="{html.escape(site_url)}{there}">\n'
    head += f'<meta http-equiv="refresh" content="0; url={there}">\n'
    body = f'<p>This page has moved: <a href="{there}">go there</a>.</p>'
    return PAGE.format(title="This page has moved", head=head, body=body)


def _gone(page: str, edition: Edition, up: str) -> str:
    there = html.escape(quote(posixpath.join(up, "..", edition.version, page)))
    start = html.escape(posixpath.normpath(posixpath.join(up, START)))
    body = (
        "<h1>This page is not in the newest edition</h1>\n"
        f'<p>It stood last <a href="{there}">in edition {edition.version}</a> of {edition.date}. '
        f'<a href="{start}">First page of the newest edition</a>.</p>'
    )
    return PAGE.format(title="Not in the newest edition", head="", body=body)


def _not_found(site_url: str) -> str:
    url = html.escape(site_url)
    body = (
        "<h1>There is no such page</h1>\n"
        f'<p><a href="{url}{LATEST}/{START}">First page of the newest edition</a>. '
        f'<a href="{url}editions/{START}">All editions</a>.</p>'
    )
    return PAGE.format(title="There is no such page", head="", body=body)


def write_versions(site: Path, known: Register, editions: tuple[Edition, ...]):
    """Write the one script that knows all editions, and what pages each has."""
    folders = [edition.version for edition in editions]
    shown = []
    for edition in editions:
        name = {
            "version": edition.version,
            "date": edition.date,
            "edition": len(shown),
            "name": f"edition {edition.version}",
        }
        shown.append({**name, "folder": edition.version})
    if shown:
        newest = {**shown[0], "folder": LATEST, "note": "the newest"}
        shown = [newest, {**shown[0], "note": "at an address that stays"}, *shown[1:]]
    if (site / DEVELOPMENT).exists():
        shown.append(
            {
                "version": DEVELOPMENT,
                "date": "",
                "edition": len(folders),
                "name": "the development edition",
                "folder": DEVELOPMENT,
            }
        )
        folders.append(DEVELOPMENT)
    held = [set(digests.pages(site / folder)) for folder in folders]
    superseded = {}
    for newer, older in itertools.pairwise(editions):
        why = in_quotation_marks(newer.why)
        superseded[older.version] = {"version": newer.version, "date": newer.date, "why": why}
    content = {
        "shown": shown,
        "newest": LATEST,
        "superseded": superseded,
        "url": known.site_url,
        "moved": known.redirects or {},
        "pages": {
            page: "".join("01"[page in has] for has in held) for page in sorted(set().union(*held))
        },
    }
    source = SWITCHER.read_text(encoding="utf-8")
    if source.count(BLANK) != 1:
        raise EditionError(f"{SWITCHER.name} has no place for the editions")
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (site / VERSIONS_SCRIPT).write_text(source.replace(BLANK, written), encoding="utf-8")


def _listed(site: Path, editions: tuple[Edition, ...]) -> str:
    """The register for machines, with where everything stands."""
    rows = []
    for edition in editions:
        row = {name: value for name, value in dataclasses.asdict(edition).items() if value != ""}
        row |= {
            "pages": f"{edition.version}/{START}",
            "data": f"{edition.version}/data/",
            "data_archive": f"archives/{data_name(edition)}",
        }
        if edition.origin == "archive":
            row["site_archive"] = f"archives/{archive_name(edition)}"
        if (site / edition.version / printing.FILE).exists():
            row["pdf"] = f"{edition.version}/{printing.FILE}"
        rows.append(row)
    newest = editions[0].version if editions else None
    text = json.dumps({"newest": newest, "editions": rows}, indent=1, ensure_ascii=False)
    return f"{text}\n"


@contextlib.contextmanager
def pages_of(repository: Path, edition: Edition, archives: Path, cache: Path | None = None):
    """The pages and data of one published edition in a folder, for as long as they are needed."""
    cache = cache or _cache(repository)
    with tempfile.TemporaryDirectory(prefix="edition-") as place:
        folder = Path(place) / edition.version
        _put(edition, folder, repository, _archive(edition, archives, "", cache), cache)
        yield folder
