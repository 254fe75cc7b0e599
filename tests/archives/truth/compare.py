#!/usr/bin/env python3
"""Prints, for each connector, how many of its PASSWORD keys were found, and whatever was missed or is false."""
import json
import pathlib
import sys

# Kafka's word for a version that it could not be told either.
UNDEFINED = "undefined"
# Kafka's words for what is spelled otherwise here.
KINDS = {"config_provider": "configprovider", "client_override_policy": "connector_client_config_override_policy"}


def truth_of(path):
    """The lines that dev.ccloudconnect.truth.Truth printed, by their first word."""
    lines = {"plugin": [], "secret": [], "key": [], "failed": []}
    for line in path.read_text().splitlines():
        word, *rest = line.split("\t")
        lines[word].append(rest)
    return lines


def compare(path):
    truth = truth_of(path)
    found = json.loads(path.with_suffix(".json").read_text())
    name = path.name.removesuffix(".truth")
    wrong = [f"{name}: {connector} failed under Kafka: {reason}" for connector, reason in truth["failed"]]
    theirs = {(kind, plugin): version for kind, plugin, version in truth["plugin"]}
    ours = {(KINDS.get(p["type"], p["type"]), p["class"]): p for p in found["plugins"]}
    wrong += [f"{name}: missed {plugin}" for plugin in theirs.keys() - ours.keys()]
    wrong += [f"{name}: found {plugin}, which is none" for plugin in ours.keys() - theirs.keys()]
    rows = []
    for (kind, plugin), version in sorted(theirs.items()):
        if kind not in ("source", "sink") or (kind, plugin) not in ours:
            continue
        told = ours[kind, plugin]
        # The worker's own version is not in the archive: that it is the worker's is all there is to tell.
        if (told["version"] or UNDEFINED) != version and told["version_from"] != "worker":
            wrong.append(f"{name}: {plugin} is {version}, not {told['version']}")
        secrets = {key for connector, key in truth["secret"] if connector == plugin}
        entries = [p for p in found["sensitive_properties"] if p["class"] == plugin]
        claimed = {p["name"] for p in entries if p["evidence"] != "name"}
        suggested = {p["name"] for p in entries if p["evidence"] == "name"}
        wrong += [f"{name}: {plugin} lacks {key}" for key in secrets - claimed]
        wrong += [f"{name}: {plugin} has no secret {key}" for key in claimed - secrets]
        rows.append((name, plugin.rsplit(".", 1)[1], told["version"] or f"({told['version_from']})",
                     len(secrets & claimed), len(secrets), len(claimed - secrets), ", ".join(sorted(suggested))))
    return rows, wrong, (len(theirs.keys() & ours.keys()), len(theirs))


rows, wrong, plugins = [], [], [0, 0]
for path in map(pathlib.Path, sys.argv[1:]):
    more, faults, (right, existing) = compare(path)
    rows += more
    wrong += faults
    plugins = [plugins[0] + right, plugins[1] + existing]
print("| archive | connector | version | found | existing | false | suggested by name |\n|---|---|---|---|---|---|---|")
for row in rows:
    print("|", " | ".join(map(str, row)), "|")
found, existing, false = (sum(row[at] for row in rows) for at in (3, 4, 5))
print(f"\nplugins: {plugins[0]} of {plugins[1]}; PASSWORD keys: {found} of {existing}, {false} false")
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
