#!/usr/bin/env python3
"""NHS England's own client (PyPI mesh-client) as the other side of ours, in tests and in `bench mesh`.

    peer.py SETTINGS send FILE TO WORKFLOW LOCAL_ID [--compress]
    peer.py SETTINGS receive
    peer.py SETTINGS bench FILE TO WORKFLOW COUNT

SETTINGS is JSON: {"url", "mailbox", "password", "shared_key", "chunk", "authority", "certificate", "key"}; the last four
may be left out. Each command prints one line of JSON: `send` the message's id; `receive` what lay in the mailbox, as
{"id", "local_id", "workflow", "sha256", "size"}, which it acknowledges; `bench` the seconds and processor seconds that
so many sends took.
"""

import hashlib
import json
import sys
import time

from mesh_client import MeshClient


def client(settings):
    """A session of the mailbox."""
    more = {}
    if settings.get("chunk"):
        more["max_chunk_size"] = settings["chunk"]
    if settings.get("authority"):
        more["verify"] = settings["authority"]
        more["cert"] = (settings["certificate"], settings["key"])
    return MeshClient(
        settings["url"],
        settings["mailbox"],
        settings["password"],
        shared_key=settings["shared_key"].encode(),
        **more,
    )


def send(mesh, path, to, workflow, local_id, *flags):
    """Sends a file and gives MESH's id for it."""
    with open(path, "rb") as file:
        return mesh.send_message(
            to,
            file.read(),
            workflow_id=workflow,
            local_id=local_id,
            compress="--compress" in flags,
        )


def receive(mesh):
    """Takes what lies in the mailbox."""
    found = []
    for message in mesh.iterate_all_messages():
        body = message.read()
        found.append(
            {
                "id": message.id(),
                "local_id": message.mex_header("localid", ""),
                "workflow": message.mex_header("workflowid", ""),
                "sha256": hashlib.sha256(body).hexdigest(),
                "size": len(body),
            }
        )
        message.acknowledge()
    return found


def bench(mesh, path, to, workflow, count):
    """Sends a file so many times, one after the other, which is all that the client offers."""
    with open(path, "rb") as file:
        body = file.read()
    mesh.handshake()
    begun, used = time.monotonic(), time.process_time()
    for number in range(int(count)):
        mesh.send_message(to, body, workflow_id=workflow, local_id=f"bench-{number}")
    return {"seconds": time.monotonic() - begun, "cpu_seconds": time.process_time() - used}


def main():
    settings = json.loads(sys.argv[1])
    command = {"send": send, "receive": receive, "bench": bench}[sys.argv[2]]
    print(json.dumps(command(client(settings), *sys.argv[3:])))


if __name__ == "__main__":
    main()
