# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks documents against the schema that each names in its "schema".

schema.py FOLDER FILE...: 0 all are valid, 1 one is not, 77 nothing to check with.
"""
import json
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not here")
    sys.exit(77)

schemas = {}
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as f:
        document = json.load(f)
    kind = document["schema"]
    if kind not in schemas:
        with open(f"{sys.argv[1]}/{kind}.json", encoding="utf-8") as f:
            schemas[kind] = jsonschema.Draft202012Validator(json.load(f))
    problem = jsonschema.exceptions.best_match(
        schemas[kind].iter_errors(document))
    if problem is not None:
        sys.exit(f"{name}: {problem.json_path}: {problem.message}")
