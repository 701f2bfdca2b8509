#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";

// Memory before speed: a tool that runs beside OMERO.server for hours leaves it what it can. Left alone, V8 lets its heap grow
// to four times what is in use before it cleans up.
setFlagsFromString("--heap-growing-percent=20");
await import("../dist/cli/main.js");
