"""Uses OMERO's script service as its clients do. Prints what it saw as JSON."""
import json
import sys
import time

import omero
import omero.grid
from omero.rtypes import rint, rlist, rlong, rstring, unwrap

host, port, user, password = sys.argv[1:]
seen = {}
client = omero.client(host, int(port))
session = client.createSession(user, password)
scripts = session.getScriptService()


def error(function, *args):
    try:
        return function(*args)
    except omero.ServerError as e:
        return type(e).__name__ + ": " + e.message.split("\n")[0]


def run(number, until=None, **inputs):
    process = scripts.runScript(number, inputs, None)
    process = omero.grid.ScriptProcessPrx.checkedCast(process)
    if until:
        until(process)
    deadline = time.time() + 60
    while process.poll() is None and time.time() < deadline:
        time.sleep(0.05)
    results = process.getResults(10)
    job = process.getJob().id.val
    row = session.getQueryService().projection("select j.status.value, j.description from ScriptJob j where j.id = %d" % job, None)[0]
    out = {"code": unwrap(process.poll()), "status": unwrap(row[0])}
    for name, value in results.items():
        if name in ("stdout", "stderr"):
            store = session.createRawFileStore()
            store.setFileId(value.val.id.val)
            out[name] = store.read(0, int(store.size())).decode("utf-8").split("\n")[0]
            store.close()
        else:
            out[name] = unwrap(value)
    process.close(True)
    return out


seen["scripts"] = sorted(s.path.val + s.name.val for s in scripts.getScripts())
number = scripts.getScriptID("/lab/Count.py")
seen["can run"] = scripts.canRunScript(number)
params = error(scripts.getParams, number)
seen["parameters"] = params if isinstance(params, str) else {k: [type(v.prototype).__name__, v.optional] for k, v in params.inputs.items()}
if seen["can run"]:
    seen["run"] = run(number, IDs=rlist([rlong(3), rlong(1)]))
    seen["nothing given"] = error(run, number)
    seen["of another type"] = error(lambda: run(number, IDs=rstring("3")))
    seen["out of range"] = error(lambda: run(number, IDs=rlist([rlong(1)]), Times=rint(10)))
    seen["failing"] = run(number, IDs=rlist([]))
    seen["killed"] = run(number, until=lambda process: process.kill(), IDs=rlist([rlong(0)]))
    seen["no parameters"] = error(scripts.getParams, scripts.getScriptID("/lab/Broken.py"))
else:
    seen["run"] = error(run, number)
seen["by a user"] = error(scripts.uploadOfficialScript, "/lab/More.py", "pass")
client.closeSession()
print(json.dumps(seen))
