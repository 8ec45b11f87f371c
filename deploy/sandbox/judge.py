#!/usr/bin/env python3
"""An outside judge: does a message of FHIR STU3 or R4 hold by the models of PyPI fhir.resources?

    judge.py FILE…

Prints one line per file, `ok FILE` or `no FILE: why`, and ends with status 1 when any does not hold. What it prints
names elements, never their content.
"""

import sys
import warnings

warnings.simplefilter("ignore")

from fhir.resources.R4B.bundle import Bundle as R4Bundle  # noqa: E402
from fhir.resources.STU3.bundle import Bundle as STU3Bundle  # noqa: E402
from pydantic.v1 import ValidationError  # noqa: E402


def judge(path):
    """The first thing that is wrong, or nothing."""
    with open(path, "rb") as file:
        data = file.read()
    # Nothing in a message names FHIR's version; only UK Core's profiles are of R4.
    model = R4Bundle if b"/StructureDefinition/UKCore-Bundle" in data else STU3Bundle
    try:
        bundle = model.parse_raw(data, content_type="application/xml")
    except ValidationError as error:
        first = error.errors()[0]
        return ".".join(str(part) for part in first["loc"]) + " " + first["type"]
    except Exception as error:  # whatever lxml or the models throw: it does not hold
        return type(error).__name__
    if not bundle.entry:
        return "Bundle.entry is missing"
    if any(entry.resource is None for entry in bundle.entry):
        return "an entry has no resource"
    return None


def main():
    status = 0
    for path in sys.argv[1:]:
        why = judge(path)
        print(f"ok {path}" if why is None else f"no {path}: {why}")
        status = status or (why is not None)
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
