"""Runs an OMERO script as OMERO's processor does: in a folder of its own, with the session of who started it, and little else.

Reads what to run as JSON from standard input; prints what came of it as JSON.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

import omero
import omero.scripts
from omero.rtypes import rint, rlist, rlong, rstring, unwrap

wanted = json.load(sys.stdin)
params = omero.scripts.parse_file(wanted["script"])


def input_of(name, param):
    """What was given, else the default, as the type that the script asks for."""
    value = wanted["inputs"].get(name, unwrap(param.prototype) if param.useDefault else None)
    if value is None or isinstance(param.prototype, omero.RList):
        return None if value is None else rlist([rlong(number) for number in value])
    return rint(value) if isinstance(param.prototype, omero.RInt) else rstring(value)


client = omero.client(wanted["host"], wanted["port"])
folder = tempfile.mkdtemp()
try:
    session = client.createSession(wanted["user"], wanted["password"])
    uuid, service = client.getSessionId(), session.getSessionService()
    for name, param in params.inputs.items():
        value = input_of(name, param)
        if value is not None:
            service.setInput(uuid, name, value)
    shutil.copy(wanted["script"], os.path.join(folder, "script"))
    config = os.path.join(folder, "config")
    with open(config, "w") as lines:
        lines.write("omero.job=1\nomero.user=%s\nomero.pass=%s\n" % (uuid, uuid))
        lines.write("Ice.Default.Router=OMERO.Glacier2/router:ssl -p %d -h %s\n" % (wanted["port"], wanted["host"]))
    env = dict(wanted["env"], ICE_CONFIG=config, HOME=folder)
    ran = subprocess.run([sys.executable, "./script"], cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    print(json.dumps({
        "session": uuid,
        "exit": ran.returncode,
        "stderr": ran.stderr,
        "message": unwrap(service.getOutput(uuid, "Message")),
        "user afterwards": session.getAdminService().getEventContext().userName,
        "parameters": {name: [type(param.prototype).__name__, param.optional, unwrap(param.prototype) if param.useDefault else None]
                       for name, param in params.inputs.items()},
    }))
finally:
    client.closeSession()
    shutil.rmtree(folder)
