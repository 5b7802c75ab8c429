#!/usr/bin/python3
"""json_lines.py KEYS - standard input is JSON, one object a line with just KEYS.

KEYS are separated by commas. Prints the values of each object, separated by
'|', null as '-', so that a shell can compare them."""

import json
import sys


def shown(value):
    if value is None:
        return "-"
    return str(value).lower() if isinstance(value, bool) else str(value)


def main():
    keys = sys.argv[1].split(",")
    for line in sys.stdin:
        row = json.loads(line)
        assert list(row) == keys, f"{list(row)} are not {keys}"
        print("|".join(shown(value) for value in row.values()))


main()
