"""The other peer, by Ice for Python 3.7.

    echo.py client tcp|ssl PORT FOLDER    calls an Echo in every way, in both encodings, and checks each answer
    echo.py server FOLDER                 is an Echo over tcp and ssl; prints both ports

FOLDER holds cert.pem and key.pem.
"""
import os
import sys
import time

import Ice

Ice.loadSlice(os.path.join(os.path.dirname(os.path.abspath(__file__)), "echo.ice"))
import Peer  # noqa: E402

LARGE = 50_000_000


def communicator(folder):
    properties = Ice.createProperties()
    for name, value in {
        "Ice.Plugin.IceSSL": "IceSSL:createIceSSL", "IceSSL.DefaultDir": folder, "IceSSL.CAs": "cert.pem", "IceSSL.CertFile": "cert.pem",
        "IceSSL.KeyFile": "key.pem", "IceSSL.VerifyPeer": "1" if sys.argv[1] == "client" else "0", "Ice.MessageSizeMax": "250000",
        "Ice.ThreadPool.Server.Size": "2", "Ice.ThreadPool.Client.Size": "2", "Ice.Warn.Dispatch": "0",
    }.items():
        properties.setProperty(name, value)
    data = Ice.InitializationData()
    data.properties = properties
    return Ice.initialize(data)


def every():
    return Peer.Every(True, 200, -300, -70000, -(2 ** 60), 0.5, 1e300, "µm 細胞 \U0001f52c", Peer.Colour.green, ["", "a"], {1: Peer.Point(1, 2.5), -7: Peer.Point(-3, 0.0)})


def graph(kind=Peer.Leaf):
    """A leaf that stands twice in its parent, which it points back at."""
    root = Peer.Node("root", None, [])
    leaf = kind("leaf", root, [], Peer.Colour.blue, {"one": 1, "many": 2 ** 40})
    root.next = leaf
    root.children = [leaf, None, leaf]
    return root


def check_graph(root):
    assert type(root) is Peer.Node and root.name == "root", root
    leaf = root.next
    assert type(leaf) is Peer.Leaf and leaf.name == "leaf" and leaf.colour == Peer.Colour.blue and leaf.counts == {"one": 1, "many": 2 ** 40}, leaf
    assert leaf.next is root and root.children[0] is leaf and root.children[1] is None and root.children[2] is leaf, root


class Listening(Peer.Listener):
    def __init__(self):
        self.heard_of = []

    def heard(self, what, about, current=None):
        self.heard_of.append((what, about))


def play(proxy, encoding):
    echo = Peer.EchoPrx.checkedCast(proxy.ice_encodingVersion(encoding))
    assert echo.everyBack(every()) == every()
    back, nodes = echo.nodeBack(graph())
    check_graph(back)
    assert nodes == 2, nodes
    assert echo.nodeBack(None) == (None, 0)
    secret = graph(lambda *a: Peer.Secret(*a, "nobody knows"))
    check_graph(echo.slicedBack(secret))
    sent = bytes(bytearray(range(256))) * (LARGE // 256)
    assert echo.bytesBack(sent) == sent
    assert echo.proxyBack(echo) == echo and echo.proxyBack(None) is None
    for how_bad, kind in ((0, Peer.Trouble), (3, Peer.WorseTrouble)):
        try:
            echo.fail(how_bad)
            raise AssertionError("nothing was raised")
        except Peer.Trouble as trouble:
            assert type(trouble) is kind and trouble.reason == "as asked", trouble
            check_graph(trouble.about)
    try:
        echo.ice_identity(Ice.stringToIdentity("nobody")).ice_ping()
        raise AssertionError("nobody answered")
    except Ice.ObjectNotExistException:
        pass
    assert echo.ice_id() == "::Peer::Echo" and echo.ice_ids() == ["::Ice::Object", "::Peer::Echo"], echo.ice_ids()
    before = echo.counted()
    echo.ice_oneway().count()
    batch = echo.ice_batchOneway()
    batch.count()
    batch.count()
    batch.ice_flushBatchRequests()
    for _ in range(100):
        if echo.counted() == before + 3:
            break
        time.sleep(0.02)
    assert echo.counted() == before + 3, echo.counted()
    adapter = echo.ice_getCommunicator().createObjectAdapter("")
    listening = Listening()
    identity = Ice.stringToIdentity(Ice.generateUUID())
    back_here = Peer.ListenerPrx.uncheckedCast(adapter.add(listening, identity))
    adapter.activate()
    echo.ice_getConnection().setAdapter(adapter)
    echo.listen(back_here)
    (what, about), = listening.heard_of
    assert what == "something"
    check_graph(about)
    adapter.destroy()


class Echoing(Peer.Echo):
    def __init__(self):
        self.count_ = 0

    def everyBack(self, given, current=None):
        return given

    def nodeBack(self, given, current=None):
        seen = []
        def walk(node):
            if node is not None and all(node is not one for one in seen):
                seen.append(node)
                walk(node.next)
                for child in node.children:
                    walk(child)
        walk(given)
        return given, len(seen)

    def slicedBack(self, given, current=None):
        return graph(lambda *a: Peer.Secret(*a, "nobody knows"))

    def bytesBack(self, given, current=None):
        return given

    def proxyBack(self, given, current=None):
        return given

    def fail(self, how_bad, current=None):
        raise Peer.Trouble("as asked", graph()) if how_bad == 0 else Peer.WorseTrouble("as asked", graph(), how_bad)

    def listen(self, listener, current=None):
        Peer.ListenerPrx.uncheckedCast(current.con.createProxy(listener.ice_getIdentity())).heard("something", graph())

    def count(self, current=None):
        self.count_ += 1

    def counted(self, current=None):
        return self.count_


if sys.argv[1] == "client":
    _, _, transport, port, folder = sys.argv
    with communicator(folder) as ic:
        for encoding in (Ice.Encoding_1_0, Ice.Encoding_1_1):
            play(ic.stringToProxy("echo:%s -h 127.0.0.1 -p %s" % (transport, port)), encoding)
            print("encoding", Ice.encodingVersionToString(encoding), "over", transport, flush=True)
else:
    with communicator(sys.argv[2]) as ic:
        adapter = ic.createObjectAdapterWithEndpoints("echo", "tcp -h 127.0.0.1:ssl -h 127.0.0.1")
        adapter.add(Echoing(), Ice.stringToIdentity("echo"))
        adapter.activate()
        print(*[getattr(info, "port", None) or info.underlying.port for info in (endpoint.getInfo() for endpoint in adapter.getEndpoints())], flush=True)
        sys.stdin.read()
