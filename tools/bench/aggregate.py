#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The last step: reads what all detectors wrote of each second, and writes the verdicts of the stream.

Arguments: host:port, the bucket, the number of seconds, and the names of the detectors."""
import http.client
import json
import sys


def fetch(connection, path):
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"aggregate: {path}: {answer.status}")
    return body.decode()


def main():
    address, bucket, seconds, *names = sys.argv[1:]
    connection = http.client.HTTPConnection(address)
    verdicts = []
    for name in names:
        for second in [*range(int(seconds)), "end"]:
            text = fetch(connection, f"/{bucket}/results/{name}/{second}")
            verdicts += [json.loads(line) for line in text.splitlines()]
    verdicts.sort(key=lambda verdict: verdict["running-time"])
    connection.request("PUT", f"/{bucket}/verdicts", json.dumps(verdicts).encode())
    connection.getresponse().read()
    print(json.dumps(verdicts))


if __name__ == "__main__":
    main()
