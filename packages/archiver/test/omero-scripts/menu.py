"""Starts an OMERO script as OMERO's clients do from their menu: asks for its parameters, and has the server run it.

Reads what to run as JSON from standard input; prints what came of it as JSON.
"""
import json
import sys
import time

import omero
from omero.rtypes import rint, rlist, rlong, rstring, unwrap

wanted = json.load(sys.stdin)
client = omero.client(wanted["host"], wanted["port"])
try:
    scripts = client.createSession(wanted["user"], wanted["password"]).getScriptService()
    number = scripts.getScriptID(wanted["script"])
    params = scripts.getParams(number).inputs

    def as_asked(name, value):
        if isinstance(value, list):
            return rlist([rlong(one) for one in value])
        return rint(value) if isinstance(params[name].prototype, omero.RInt) else rstring(value)

    process = scripts.runScript(number, {name: as_asked(name, value) for name, value in wanted["inputs"].items()}, None)
    deadline = time.time() + 60
    while process.poll() is None and time.time() < deadline:
        time.sleep(0.05)
    results = process.getResults(0)
    print(json.dumps({
        "exit": unwrap(process.poll()),
        "results": sorted(results),
        "message": unwrap(results.get("Message")),
        "parameters": {name: [type(param.prototype).__name__, param.optional, unwrap(param.prototype) if param.useDefault else None]
                       for name, param in params.items()},
    }))
    process.close(True)
finally:
    client.closeSession()
