#!/usr/bin/env node
import "../dist/appliance/main.js";
