"""``python -m living_review COMMAND``; the Makefile calls it."""

import argparse
import os

from living_review.machine.bytecode import compile_by_content

compile_by_content()  # before the rest is imported, which would else be taken as it was

from living_review.workshop.saying import (  # noqa: E402  (after the compiling)
    fail,
    speak_any_letter,
    syntax_in_words,
)

try:
    from living_review.search.screening import EARLY, STAGES
    from living_review.workshop import (
        adding,
        building,
        data_checks,
        importing,
        noticing,
        publishing,
        reviewing,
        searching,
        serving,
        testing,
    )
    from living_review.workshop.screening import commands as screening
except SyntaxError as error:
    fail(syntax_in_words(error))

COMMANDS = {
    "book": building.build_book,
    "serve": serving.serve_book,
    "test": testing.test_everything,
    "test-long": testing.test_what_takes_long,
    "data-check": data_checks.report_data_check,
    "canonical": data_checks.make_canonical,
    "prose": testing.report_prose,
    "errors": testing.report_extraction_errors,
    "precompute": reviewing.precompute,
    "waiting": searching.report_waiting,
    "reference": reviewing.write_reference,
    "consequences": reviewing.tell_consequences,
    "screening": screening.report_screening,
}

# These ask sources, and take their addresses and one of mail.
ASKING = {"search": searching.run_searches, "notices": noticing.look_up_notices}


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form column=value")
    return name, value


# Also taken from variables of these names in capitals, as make hands them on.
RELEASE = {
    "version": "such as 0.2.0",
    "why": "one sentence that readers will see",
    "moved": "whole sentences, parted by semicolons; by default, the changelog's",
    "question": "what changed in the question and the methods",
    "tested": "the commit on which every check passed; without it they are run",
    "commit": "an older commit to release",
    "date": "day of publication, if not today",
}


def _add_screening(named):
    for name, function, with_file in (
        ("screen", screening.screen, False),
        ("screening-out", screening.write_out, True),
        ("screening-in", screening.take_in, True),
    ):
        command = named.add_parser(name, help=function.__doc__.splitlines()[0])
        if with_file:
            command.add_argument("file", help="ends in .ris or .csv")
        command.add_argument("--reader", default="", help="a row of data/readers.csv")
        command.add_argument("--stage", default=EARLY, help=f"{' or '.join(STAGES)}")
        if name == "screening-in":
            command.add_argument("--rule", default="", help="that excluded records fail")
            command.add_argument("--reason", default="", help="where the file gives none")


def _add_editions(named):
    site = named.add_parser("site", help=publishing.make_site.__doc__.splitlines()[0])
    for name, said in (
        ("archives", "folder with the archives of editions"),
        ("archives_url", "where releases keep their files"),
    ):
        site.add_argument(
            f"--{name.replace('_', '-')}", default=os.environ.get(name.upper(), ""), help=said
        )
    site.add_argument(
        "--no-development", dest="development", action="store_false", help="published editions only"
    )
    release = named.add_parser("release", help=publishing.make_release.__doc__.splitlines()[0])
    for name, said in RELEASE.items():
        release.add_argument(f"--{name}", default=os.environ.get(name.upper(), ""), help=said)


def main():
    """Run the command that is named."""
    speak_any_letter()
    parser = argparse.ArgumentParser(prog="living_review", description=__doc__)
    named = parser.add_subparsers(dest="command", required=True)
    for name, function in COMMANDS.items():
        named.add_parser(name, help=function.__doc__.splitlines()[0])
    new = named.add_parser("new", help=adding.make_new.__doc__.splitlines()[0])
    new.add_argument("what", nargs="?", default="")
    new.add_argument("given", nargs="*", type=_pair, metavar="column=value")
    imported = named.add_parser("import", help=importing.import_file.__doc__.splitlines()[0])
    imported.add_argument("file")
    imported.add_argument("source", nargs="?", default="", help="key of a table's publication")
    record = named.add_parser(
        "record-verdicts", help=adding.record_verdicts.__doc__.splitlines()[0]
    )
    record.add_argument("why", help="one sentence that readers will see")
    confirm = named.add_parser(
        "confirm-verdicts", help=adding.confirm_verdicts.__doc__.splitlines()[0]
    )
    confirm.add_argument("claims", nargs="+", metavar="claim")
    for name, function in ASKING.items():
        asking = named.add_parser(name, help=function.__doc__.splitlines()[0])
        asking.add_argument(
            "--contact", default=os.environ.get("CONTACT", ""), help="address of mail"
        )
        asking.add_argument(
            "addresses",
            nargs="*",
            type=_pair,
            metavar="source=address",
            help="asked instead of its own",
        )
    handed = named.add_parser(
        "search-import", help=searching.import_searches.__doc__.splitlines()[0]
    )
    for option in ("source", "string", "address", "made_on"):
        handed.add_argument(f"--{option.replace('_', '-')}", default="")
    handed.add_argument("files", nargs="*")
    _add_screening(named)
    _add_editions(named)
    try:
        _run(parser.parse_args())
    except SyntaxError as error:  # of a module that only this command imports, or of a cell
        from living_review.evidence import tables
        from living_review.workshop.sources import broken_sources

        fail("\n".join(broken_sources(tables.root()) or [syntax_in_words(error)]))


def _run(arguments: argparse.Namespace):
    if arguments.command == "new":
        adding.make_new(arguments.what, dict(arguments.given))
    elif arguments.command == "import":
        importing.import_file(arguments.file, arguments.source)
    elif arguments.command == "record-verdicts":
        adding.record_verdicts(arguments.why)
    elif arguments.command == "confirm-verdicts":
        adding.confirm_verdicts(arguments.claims)
    elif arguments.command in ASKING:
        ASKING[arguments.command](dict(arguments.addresses), arguments.contact)
    elif arguments.command == "search-import":
        given = vars(arguments)
        given.pop("command")
        searching.import_searches(**given)
    elif arguments.command == "screen":
        screening.screen(arguments.reader, arguments.stage)
    elif arguments.command == "screening-out":
        screening.write_out(arguments.file, arguments.reader, arguments.stage)
    elif arguments.command == "screening-in":
        given = vars(arguments)
        screening.take_in(*(given[name] for name in ("file", "reader", "stage", "rule", "reason")))
    elif arguments.command == "site":
        publishing.make_site(arguments.archives, arguments.archives_url, arguments.development)
    elif arguments.command == "release":
        given = {name: getattr(arguments, name) for name in RELEASE if getattr(arguments, name)}
        publishing.make_release(given.pop("version", ""), given.pop("why", ""), **given)
    else:
        COMMANDS[arguments.command]()


if __name__ == "__main__":
    main()
