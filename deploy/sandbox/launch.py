#!/usr/bin/env python3
"""Starts NHS England's MESH sandbox (PyPI mesh-sandbox) with our own mailboxes, ODS codes and workflows.

    launch.py --config FILE.json [--port 0] [--host 127.0.0.1] [--parent PID]

The configuration:

    {"shared_key": "…",
     "store": "memory" | "file", "directory": "where the file store lives",
     "mailboxes": [{"id": "X26HOSP1", "name": "…", "ods": "X26", "password": "…"}],
     "workflows": [{"id": "TOC_FHIR_OP_ATTEN", "senders": ["X26HOSP1"], "receivers": ["Y00001M"]}],
     "tls": {"certificate": "…pem", "key": "…pem", "clients": "CA of the clients, …pem"},
     "faults": {"seed": 1, "lost_one_in": 20, "busy_one_in": 50, "unavailable_one_in": 50}}

Authentication is always the real one; `tls` and `faults` may be left out. Once it listens, one line {"port": N} goes to
standard output. With --parent it ends when that process is gone, however that process ended. `lost` means that the
sandbox accepts a message and cuts the connection instead of answering; `busy` is a 429 and `unavailable` a 503, both
before anything is accepted.
"""

import argparse
import json
import logging
import os
import random
import re
import signal
import socket
import ssl
import sys
import threading
import time
import warnings

SEND = re.compile(r"^/messageexchange/[^/]+/outbox$")


def our_stores(settings):
    """The sandbox's stores, knowing our mailboxes and workflows instead of the three that it ships with."""
    from collections import defaultdict

    from mesh_sandbox import dependencies
    from mesh_sandbox.models.mailbox import Mailbox
    from mesh_sandbox.models.workflow import Workflow
    from mesh_sandbox.store.file_store import FileStore
    from mesh_sandbox.store.memory_store import MemoryStore

    class OurMailboxes:
        def _load_mailboxes(self):
            mailboxes = {}
            for entry in settings["mailboxes"]:
                mailbox = Mailbox(
                    mailbox_id=entry["id"],
                    mailbox_name=entry.get("name", entry["id"]),
                    ods_code=entry.get("ods", ""),
                    org_code=entry.get("ods", ""),
                    org_name=entry.get("name", ""),
                    billing_entity=entry.get("ods") or None,
                    password=entry["password"],
                )
                mailboxes[mailbox.mailbox_id] = mailbox
            return mailboxes

        def _load_endpoints(self):
            endpoints = defaultdict(list)
            for entry in settings.get("workflows", []):
                workflow = Workflow(
                    workflow_id=entry["id"], senders=entry.get("senders", []), receivers=entry.get("receivers", [])
                )
                for receiver in workflow.receivers:
                    mailbox = self.mailboxes.get(receiver)
                    if mailbox is None:
                        continue
                    endpoints[workflow.workflow_id].append(mailbox)
                    if mailbox.ods_code:
                        endpoints[f"{mailbox.ods_code.upper()}/{workflow.workflow_id}"].append(mailbox)
            return endpoints

    class OurMemoryStore(OurMailboxes, MemoryStore):
        pass

    class OurFileStore(OurMailboxes, FileStore):
        pass

    dependencies.MemoryStore = OurMemoryStore
    dependencies.FileStore = OurFileStore


class Faults:
    """Wraps the sandbox's application; each send may be refused before, or its answer lost after."""

    def __init__(self, app, settings):
        self.app = app
        self.draws = random.Random(settings.get("seed", 0))
        self.lost = settings.get("lost_one_in", 0)
        self.busy = settings.get("busy_one_in", 0)
        self.unavailable = settings.get("unavailable_one_in", 0)

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or scope["method"] != "POST" or not SEND.match(scope["path"]):
            return await self.app(scope, receive, send)
        if self.hit(self.busy):
            return await self.refuse(receive, send, 429)
        if self.hit(self.unavailable):
            return await self.refuse(receive, send, 503)
        if self.hit(self.lost):
            return await self.lose(scope, receive, send)
        return await self.app(scope, receive, send)

    def hit(self, one_in):
        return one_in > 0 and self.draws.randrange(one_in) == 0

    async def refuse(self, receive, send, status):
        while (await receive()).get("more_body"):
            pass
        headers = [(b"content-type", b"text/html"), (b"retry-after", b"1"), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def lose(self, scope, receive, send):
        async def swallow(_message):
            pass

        await self.app(scope, receive, swallow)
        transport = getattr(getattr(send, "__self__", None), "transport", None)
        if transport is not None:
            transport.abort()
        else:
            await self.refuse(receive, send, 500)


def mutual_tls(settings):
    if settings is None:
        return {}
    return {
        "ssl_certfile": settings["certificate"],
        "ssl_keyfile": settings["key"],
        "ssl_ca_certs": settings["clients"],
        "ssl_cert_reqs": ssl.CERT_REQUIRED,
    }


def end_with(parent):
    """Threads may come and go in the process that started us; only its own end counts."""

    def watch():
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def main():
    arguments = argparse.ArgumentParser(description="MESH sandbox with our mailboxes")
    arguments.add_argument("--config", required=True)
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--parent", type=int)
    options = arguments.parse_args()
    # A thread that blocks signals may have started us, and they would stay blocked.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM, signal.SIGINT])
    if options.parent:
        end_with(options.parent)

    with open(options.config, encoding="utf-8") as file:
        settings = json.load(file)
    os.environ["AUTH_MODE"] = "full"
    os.environ["SHARED_KEY"] = settings["shared_key"]
    os.environ["STORE_MODE"] = settings.get("store", "memory")
    if settings.get("store") == "file":
        os.makedirs(settings["directory"], exist_ok=True)
        os.environ["MAILBOXES_DATA_DIR"] = settings["directory"]

    warnings.simplefilter("ignore")
    import uvicorn
    from mesh_sandbox.api import app

    our_stores(settings)
    # It logs every request, with headers that may name a patient.
    logging.getLogger("mesh-sandbox").setLevel(logging.CRITICAL)

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((options.host, options.port))
    listener.listen(2048)
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    server = uvicorn.Server(
        uvicorn.Config(
            Faults(app, settings.get("faults", {})),
            log_level="critical",
            access_log=False,
            lifespan="on",
            timeout_graceful_shutdown=1,
            **mutual_tls(settings.get("tls")),
        )
    )
    server.run(sockets=[listener])


if __name__ == "__main__":
    sys.exit(main())
