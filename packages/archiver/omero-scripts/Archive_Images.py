# -*- coding: utf-8 -*-
"""Asks for images to be archived, out of OMERO's script menu. How to install it: README.md beside this file."""
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
        "Archive_Images.py",
        "Asks for images to be archived. An administrator has to approve. They stay in OMERO; once archived, their pixels may take "
        "a while to come. Ask for your own images; owners of a group and administrators may ask for others', too.",
        scripts.String("Data_Type", optional=False, grouping="1", description="What the IDs are of; all images below are taken",
                       values=[rstring(name) for name in DATA_TYPES], default="Image"),
        scripts.List("IDs", optional=False, grouping="2", description="What is to be archived").ofType(rlong(0)),
        scripts.Int("Expiry", optional=False, grouping="3", min=0, default=0,
                    description="For how many years the archive is to keep them; use 0 for never to expire"),
        scripts.String("Description", grouping="4", description="Why they go, for whoever looks at them later"),
    )
    try:
        given = client.getInputs(unwrap=True)
        options = ["--expiry=%d" % given.get("Expiry", 0)]
        if given.get("Description"):
            options.append("--description=%s" % given["Description"])
        client.setOutput("Message", rstring(omero_archiver(client, "tag", given, *options)))
    finally:
        client.closeSession()


if __name__ == "__main__":
    run()
