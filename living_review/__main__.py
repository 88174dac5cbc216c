"""``python -m living_review COMMAND``; the Makefile calls it."""

import argparse

from living_review import commands

COMMANDS = {
    "book": commands.build_book,
    "serve": commands.serve_book,
    "test": commands.test_everything,
    "data-check": commands.report_data_check,
    "canonical": commands.make_canonical,
    "reference": commands.write_reference,
}


def main():
    """Run the command that is named."""
    parser = argparse.ArgumentParser(prog="living_review", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    COMMANDS[parser.parse_args().command]()


if __name__ == "__main__":
    main()
