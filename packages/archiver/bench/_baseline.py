"""The way it was done: one thread, 64 KiB blocks, md5, sha256 and adler32; then the copy is read again, through the cache."""
import hashlib
import os
import sys
import zlib

BLOCK = 65536


def digests(source, target=None):
    md5, sha256, adler = hashlib.md5(), hashlib.sha256(), 1
    with open(source, "rb") as read:
        write = open(target, "wb") if target else None
        while True:
            block = read.read(BLOCK)
            if not block:
                break
            md5.update(block)
            sha256.update(block)
            adler = zlib.adler32(block, adler)
            if write:
                write.write(block)
        if write:
            write.close()
    return md5.hexdigest(), sha256.hexdigest(), adler


source, target = sys.argv[1:]
for folder, _, names in os.walk(source):
    into = os.path.join(target, os.path.relpath(folder, source))
    os.makedirs(into, exist_ok=True)
    for name in names:
        copy = os.path.join(into, name)
        if digests(os.path.join(folder, name), copy) != digests(copy):
            sys.exit(copy + " differs")
