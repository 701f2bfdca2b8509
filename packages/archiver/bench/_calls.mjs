// Stands between a client and an OMERO.server (plain tcp), and counts the calls that the client makes.
import { connect, createServer } from "node:net";

/** Ice's header: magic, versions, type of message at 8, size at 10, little endian. */
const HEADER = 14;
const REQUEST = 0;

export function countCalls(port) {
  const counted = { calls: 0, port: 0, close: () => server.close() };
  const server = createServer((client) => {
    const onward = connect(port, "127.0.0.1");
    let head = Buffer.alloc(0);
    let rest = 0;
    client.on("data", (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        if (rest > 0) {
          const skipped = Math.min(rest, bytes.length - at);
          rest -= skipped;
          at += skipped;
          continue;
        }
        const piece = bytes.subarray(at, at + HEADER - head.length);
        head = Buffer.concat([head, piece]);
        at += piece.length;
        if (head.length < HEADER) continue;
        if (head[8] === REQUEST) counted.calls++;
        rest = head.readInt32LE(10) - HEADER;
        head = Buffer.alloc(0);
      }
    });
    client.pipe(onward).pipe(client);
    for (const socket of [client, onward]) socket.on("error", () => {});
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      counted.port = server.address().port;
      resolve(counted);
    }),
  );
}
