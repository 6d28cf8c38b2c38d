"""Reads cases.yaml and cases.json as the Python SDK does and as PyYAML does by itself; exits with 0 if all is as expected."""
import json
import struct
import sys

import yaml


class Sdk(yaml.SafeLoader):
    """The SDK's loader: SafeLoader without the type of timestamps."""


Sdk.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def tell(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return ["i", str(value)]
    if isinstance(value, float):
        return ["f", struct.pack(">d", value).hex()]
    if isinstance(value, str):
        return ["t", value]
    if isinstance(value, list):
        return ["l", [tell(item) for item in value]]
    if isinstance(value, dict):
        return ["m", [[name, tell(item)] for name, item in value.items()]]
    return ["?", repr(value)]


def read(folder, name):
    with open(f"{folder}/{name}", encoding="utf-8", newline="") as file:
        return file.read()


folder = sys.argv[1]
readings = {
    "yaml, as the SDK": ("yaml", list(yaml.load_all(read(folder, "cases.yaml"), Sdk))),
    "yaml, SafeLoader": ("yaml", list(yaml.load_all(read(folder, "cases.yaml"), yaml.SafeLoader))),
    "json, as json": ("json", json.loads(read(folder, "cases.json"))),
    "json, as the SDK": ("json", yaml.load(read(folder, "cases.json"), Sdk)),
}
wrong = 0
for how, (format, reading) in readings.items():
    expected = json.loads(read(folder, f"expected-{format}.json"))
    if len(reading) != len(expected):
        print(f"{how}: {len(reading)} documents instead of {len(expected)}")
        wrong += 1
    for index, (want, have) in enumerate(zip(expected, reading)):
        if want != tell(have) and wrong < 6:
            print(f"{how}: document {index}\n  want {json.dumps(want)}\n  have {json.dumps(tell(have))}")
            wrong += 1
    print(f"{how}: PyYAML {yaml.__version__} read {len(reading)} documents")
sys.exit(wrong > 0)
