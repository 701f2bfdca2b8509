#!/usr/bin/env bash
# Installs what the whole test suite needs on a bare Debian: tools from apt, then the real OMERO client for Python.
# As root (or with sudo at hand). Without these tools `npm test` runs all the same and says what it skipped and why.
set -euo pipefail
cd "$(dirname "$0")"
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
packages=(python3 python3-venv python3-dev g++ libssl-dev libbz2-dev openssl zeroc-glacier2 python3-zeroc-ice strace e2fsprogs fuse3 python3-fusepy systemd postgresql-15)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
[ -x ../.venv/omero-py/bin/python ] && ../.venv/omero-py/bin/python -c 'import omero.gateway' 2>/dev/null || omero-py/install.sh
