import type { SliceFacts } from "#src/schema/facts.js";

/** echo.ice, but for the class that is to be unknown here. */
export const facts: SliceFacts = {
  enums: { "::Peer::Colour": { values: { red: 0, green: 5, blue: 6 } } },
  structs: {
    "::Peer::Point": {
      members: [
        { name: "x", type: "int" },
        { name: "y", type: "double" },
      ],
    },
    "::Peer::Every": {
      members: [
        { name: "flag", type: "bool" },
        { name: "tiny", type: "byte" },
        { name: "small", type: "short" },
        { name: "middle", type: "int" },
        { name: "large", type: "long" },
        { name: "single", type: "float" },
        { name: "real", type: "double" },
        { name: "text", type: "string" },
        { name: "colour", type: "::Peer::Colour" },
        { name: "texts", type: "::Peer::Strings" },
        { name: "points", type: "::Peer::Points" },
      ],
    },
  },
  sequences: {
    "::Peer::Bytes": { element: "byte" },
    "::Peer::Strings": { element: "string" },
    "::Peer::Nodes": { element: "::Peer::Node" },
  },
  dictionaries: {
    "::Peer::Counts": { key: "string", value: "long" },
    "::Peer::Points": { key: "int", value: "::Peer::Point" },
  },
  exceptions: {
    "::Peer::Trouble": {
      base: null,
      members: [
        { name: "reason", type: "string" },
        { name: "about", type: "::Peer::Node" },
      ],
    },
    "::Peer::WorseTrouble": { base: "::Peer::Trouble", members: [{ name: "howBad", type: "int" }] },
  },
  classes: {
    "::Peer::Node": {
      base: null,
      interfaces: [],
      members: [
        { name: "name", type: "string" },
        { name: "next", type: "::Peer::Node" },
        { name: "children", type: "::Peer::Nodes" },
      ],
    },
    "::Peer::Leaf": {
      base: "::Peer::Node",
      interfaces: [],
      members: [
        { name: "colour", type: "::Peer::Colour" },
        { name: "counts", type: "::Peer::Counts" },
      ],
    },
    "::Peer::Listener": {
      base: null,
      interfaces: [],
      members: [],
      operations: {
        heard: {
          in: [
            { name: "what", type: "string" },
            { name: "about", type: "::Peer::Node" },
          ],
          out: [],
          returns: null,
          mode: "Normal",
        },
      },
    },
    "::Peer::Echo": {
      base: null,
      interfaces: [],
      members: [],
      operations: {
        everyBack: {
          in: [{ name: "given", type: "::Peer::Every" }],
          out: [],
          returns: { type: "::Peer::Every" },
          mode: "Idempotent",
        },
        nodeBack: {
          in: [{ name: "given", type: "::Peer::Node" }],
          out: [{ name: "nodes", type: "int" }],
          returns: { type: "::Peer::Node" },
          mode: "Normal",
        },
        slicedBack: {
          in: [{ name: "given", type: "::Peer::Node" }],
          out: [],
          returns: { type: "::Peer::Node" },
          mode: "Normal",
          format: "Sliced",
        },
        bytesBack: {
          in: [{ name: "given", type: "::Peer::Bytes" }],
          out: [],
          returns: { type: "::Peer::Bytes" },
          mode: "Idempotent",
        },
        proxyBack: {
          in: [{ name: "given", type: "::Peer::Echo*" }],
          out: [],
          returns: { type: "::Peer::Echo*" },
          mode: "Normal",
        },
        fail: {
          in: [{ name: "howBad", type: "int" }],
          out: [],
          returns: null,
          throws: ["::Peer::Trouble"],
          mode: "Normal",
        },
        listen: {
          in: [{ name: "listener", type: "::Peer::Listener*" }],
          out: [],
          returns: null,
          mode: "Normal",
        },
        count: { in: [], out: [], returns: null, mode: "Normal" },
        counted: { in: [], out: [], returns: { type: "int" }, mode: "Idempotent" },
      },
    },
  },
};
