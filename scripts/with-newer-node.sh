#!/usr/bin/env bash
# Runs a command with a newer Node (default 24) from the npm registry: scripts/with-newer-node.sh node scripts/test.mjs
set -euo pipefail
cd "$(dirname "$0")/.."
version=${NEWER_NODE:-24}
folder=$PWD/.venv/node-$version
[ -x "$folder/node_modules/.bin/node" ] || npm install --silent --no-save --no-package-lock --prefix "$folder" "node@$version"
PATH="$folder/node_modules/.bin:$PATH"
echo "with node $(node --version)"
exec "$@"
