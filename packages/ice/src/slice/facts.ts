import type { SliceFacts } from "../schema/facts.js";

/** The types and operations of Ice and Glacier2 themselves that two peers need to find, route and end sessions. (Ice 3.6 Slice files) */
export const iceFacts: SliceFacts = {
  enums: {},
  structs: {
    "::Ice::Identity": {
      members: [
        { name: "name", type: "string" },
        { name: "category", type: "string" },
      ],
    },
  },
  sequences: {
    "::Ice::StringSeq": { element: "string" },
    "::Ice::ObjectProxySeq": { element: "::Ice::Object*" },
    "::Ice::IdentitySeq": { element: "::Ice::Identity" },
  },
  dictionaries: { "::Ice::Context": { key: "string", value: "string" } },
  exceptions: {
    "::Glacier2::PermissionDeniedException": { base: null, members: [{ name: "reason", type: "string" }] },
    "::Glacier2::CannotCreateSessionException": { base: null, members: [{ name: "reason", type: "string" }] },
    "::Glacier2::SessionNotExistException": { base: null, members: [] },
  },
  classes: {
    "::Glacier2::Router": {
      base: null,
      interfaces: ["::Ice::Router"],
      members: [],
      operations: {
        getCategoryForClient: {
          in: [],
          out: [],
          returns: { type: "string" },
          throws: [],
          mode: "Idempotent",
          sendMode: "Nonmutating",
        },
        createSession: {
          in: [
            { name: "userId", type: "string" },
            { name: "password", type: "string" },
          ],
          out: [],
          returns: { type: "::Glacier2::Session*" },
          throws: ["::Glacier2::PermissionDeniedException", "::Glacier2::CannotCreateSessionException"],
          mode: "Normal",
          format: "Sliced",
        },
        createSessionFromSecureConnection: {
          in: [],
          out: [],
          returns: { type: "::Glacier2::Session*" },
          throws: ["::Glacier2::PermissionDeniedException", "::Glacier2::CannotCreateSessionException"],
          mode: "Normal",
          format: "Sliced",
        },
        refreshSession: {
          in: [],
          out: [],
          returns: null,
          throws: ["::Glacier2::SessionNotExistException"],
          mode: "Normal",
        },
        destroySession: {
          in: [],
          out: [],
          returns: null,
          throws: ["::Glacier2::SessionNotExistException"],
          mode: "Normal",
        },
        getSessionTimeout: {
          in: [],
          out: [],
          returns: { type: "long" },
          throws: [],
          mode: "Idempotent",
          sendMode: "Nonmutating",
        },
        getACMTimeout: {
          in: [],
          out: [],
          returns: { type: "int" },
          throws: [],
          mode: "Idempotent",
          sendMode: "Nonmutating",
        },
      },
    },
    "::Glacier2::Session": {
      base: null,
      interfaces: [],
      members: [],
      operations: { destroy: { in: [], out: [], returns: null, throws: [], mode: "Normal" } },
    },
    "::Ice::Router": {
      base: null,
      interfaces: [],
      members: [],
      operations: {
        getClientProxy: {
          in: [],
          out: [],
          returns: { type: "::Ice::Object*" },
          throws: [],
          mode: "Idempotent",
          sendMode: "Nonmutating",
        },
        getServerProxy: {
          in: [],
          out: [],
          returns: { type: "::Ice::Object*" },
          throws: [],
          mode: "Idempotent",
          sendMode: "Nonmutating",
        },
        addProxies: {
          in: [{ name: "proxies", type: "::Ice::ObjectProxySeq" }],
          out: [],
          returns: { type: "::Ice::ObjectProxySeq" },
          throws: [],
          mode: "Idempotent",
        },
      },
    },
    "::Ice::Object": { base: null, interfaces: [], members: [], operations: {} },
    "::Glacier2::SessionManager": {
      base: null,
      interfaces: [],
      members: [],
      operations: {
        create: {
          in: [
            { name: "userId", type: "string" },
            { name: "control", type: "::Glacier2::SessionControl*" },
          ],
          out: [],
          returns: { type: "::Glacier2::Session*" },
          throws: ["::Glacier2::CannotCreateSessionException"],
          mode: "Normal",
          format: "Sliced",
        },
      },
    },
    "::Glacier2::SessionControl": {
      base: null,
      interfaces: [],
      members: [],
      operations: {
        categories: { in: [], out: [], returns: { type: "::Glacier2::StringSet*" }, throws: [], mode: "Normal" },
        adapterIds: { in: [], out: [], returns: { type: "::Glacier2::StringSet*" }, throws: [], mode: "Normal" },
        identities: { in: [], out: [], returns: { type: "::Glacier2::IdentitySet*" }, throws: [], mode: "Normal" },
        getSessionTimeout: { in: [], out: [], returns: { type: "int" }, throws: [], mode: "Idempotent" },
        destroy: { in: [], out: [], returns: null, throws: [], mode: "Normal" },
      },
    },
    "::Glacier2::StringSet": {
      base: null,
      interfaces: [],
      members: [],
      operations: {
        add: {
          in: [{ name: "additions", type: "::Ice::StringSeq" }],
          out: [],
          returns: null,
          throws: [],
          mode: "Idempotent",
        },
        remove: {
          in: [{ name: "deletions", type: "::Ice::StringSeq" }],
          out: [],
          returns: null,
          throws: [],
          mode: "Idempotent",
        },
        get: { in: [], out: [], returns: { type: "::Ice::StringSeq" }, throws: [], mode: "Idempotent" },
      },
    },
    "::Glacier2::IdentitySet": {
      base: null,
      interfaces: [],
      members: [],
      operations: {
        add: {
          in: [{ name: "additions", type: "::Ice::IdentitySeq" }],
          out: [],
          returns: null,
          throws: [],
          mode: "Idempotent",
        },
        remove: {
          in: [{ name: "deletions", type: "::Ice::IdentitySeq" }],
          out: [],
          returns: null,
          throws: [],
          mode: "Idempotent",
        },
        get: { in: [], out: [], returns: { type: "::Ice::IdentitySeq" }, throws: [], mode: "Idempotent" },
      },
    },
    "::Glacier2::PermissionsVerifier": {
      base: null,
      interfaces: [],
      members: [],
      operations: {
        checkPermissions: {
          in: [
            { name: "userId", type: "string" },
            { name: "password", type: "string" },
          ],
          out: [{ type: "string", name: "out1" }],
          returns: { type: "bool" },
          throws: ["::Glacier2::PermissionDeniedException"],
          mode: "Idempotent",
          sendMode: "Nonmutating",
          format: "Sliced",
        },
      },
    },
  },
};
