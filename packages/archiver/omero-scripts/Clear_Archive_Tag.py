# -*- coding: utf-8 -*-
"""Takes requests for archiving back, out of OMERO's script menu. How to install it: README.md beside this file."""
import os
import subprocess

import omero.scripts as scripts
from omero.rtypes import rlong, rstring

# Where OMERO.server is, and how it proves who it is. There is no secret in it.
CONFIG = os.environ.get("OMERO_ARCHIVER_CONFIG", "/etc/omero-archiver/scripts.yaml")
DATA_TYPES = ("Image", "Dataset", "Project", "Screen", "Plate", "Well")


def omero_archiver(client, command, given, *options):
    """Runs omero-archiver in the session, and so with the rights, of whoever started this script; gives what it says, errors too.

    OMERO hands a script on alone, so it can't share this with the other one.
    """
    env = dict(os.environ, OMERO_ARCHIVER_CONFIG=CONFIG, OMERO_ARCHIVER_SESSION=client.getSessionId())
    objects = "\n".join("%s:%d" % (given["Data_Type"], number) for number in given.get("IDs", []))
    try:
        done = subprocess.run(["omero-archiver", command, "--from", "-", *options], env=env, input=objects,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    except OSError as error:
        return "omero-archiver can't be started where OMERO runs scripts: %s" % error
    return done.stdout.strip()


def run():
    client = scripts.client(
        "Clear_Archive_Tag.py",
        "Takes requests for archiving back, as long as the images are still TO-ARCHIVE. Once archiving has begun, only an "
        "administrator can stop it.",
        scripts.String("Data_Type", optional=False, grouping="1", description="What the IDs are of; all images below are taken",
                       values=[rstring(name) for name in DATA_TYPES], default="Image"),
        scripts.List("IDs", optional=False, grouping="2", description="What is not to be archived").ofType(rlong(0)),
    )
    try:
        given = client.getInputs(unwrap=True)
        client.setOutput("Message", rstring(omero_archiver(client, "untag", given)))
    finally:
        client.closeSession()


if __name__ == "__main__":
    run()
