"""What a user's script does with the real OMERO client for Python: log in, save, tag, query, delete. Prints what it saw as JSON."""
import json
import sys

import omero
import omero.cmd
from omero.callbacks import CmdCallbackI
from omero.gateway import BlitzGateway
from omero.model import DatasetI, ImageAnnotationLinkI, ImageI, MapAnnotationI, NamedValue
from omero.rtypes import rstring
from omero.sys import ParametersI

host, port, user, password = sys.argv[1:]
seen = {}

client = omero.client(host, int(port))
try:
    client.createSession(user, "guessed")
except Exception as e:
    seen["wrong password"] = type(e).__name__

session = client.createSession(user, password)
session.detachOnDestroy()
seen["user"] = session.getAdminService().getEventContext().userName

update, query = session.getUpdateService(), session.getQueryService()
image = ImageI()
image.name = rstring("Zelle \u00b5m \U0001f52c.tif")
dataset = DatasetI()
dataset.name = rstring("from Python")
dataset.linkImage(image)
dataset = update.saveAndReturnObject(dataset)
image = dataset.linkedImageList()[0]
seen["saved"] = image.name.val

link = ImageAnnotationLinkI()
link.parent = ImageI(image.id.val, False)
link.child = MapAnnotationI()
link.child.ns = rstring("lab.notes")
link.child.mapValue = [NamedValue("state", "wanted"), NamedValue("by", user)]
link = update.saveAndReturnObject(link)

found = query.findByQuery(
    "select i from Image i join fetch i.annotationLinks l join fetch l.child where i.id = :id", ParametersI().addId(image.id.val)
)
seen["pairs"] = [[p.name, p.value] for p in found.copyAnnotationLinks()[0].child.getMapValue()]
rows = query.projection("select i.id, a.ns from Image i join i.annotationLinks l join l.child a where i.id = :id", ParametersI().addId(image.id.val))
seen["row"] = [rows[0][0].val == image.id.val, rows[0][1].val]

handle = session.submit(omero.cmd.Delete2(targetObjects={"ImageAnnotationLink": [link.id.val]}))
callback = CmdCallbackI(client, handle)
callback.loop(50, 200)
seen["deleted"] = sorted(name.split(".")[-1] for name in callback.getResponse().deletedObjects)
callback.close(True)
seen["annotations left"] = len(query.findAllByQuery("from MapAnnotation", None))

uuid = client.getSessionId()
client.closeSession()
again = omero.client(host, int(port))
again.joinSession(uuid)
gateway = BlitzGateway(client_obj=again)
seen["gateway"] = [image.getName() for image in gateway.getObjects("Image")]
gateway.deleteObjects("Dataset", [dataset.id.val], deleteChildren=True, wait=True)
seen["after deleting the dataset"] = [image.getName() for image in gateway.getObjects("Image")]
gateway.close()
print(json.dumps(seen))
