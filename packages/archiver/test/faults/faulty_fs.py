"""A file system that shows another folder, with the faults that a file asks for: one a line, such as

write EIO          the call fails with this error
write short        half of the bytes are taken, and no error is given
write flip         one bit is stored otherwise than it was given
read flip          one bit of an image's file is read otherwise than it is stored
read hang          the call does not return while the line stands there

Usage: faulty_fs.py FOLDER MOUNT FAULTS
"""
import errno
import os
import sys
import time

import fusepy

folder, mount, faults = sys.argv[1:]


def asked(operation):
    """What is asked for an operation; waits where it is to hang."""
    while True:
        try:
            with open(faults) as file:
                lines = [line.split() for line in file]
        except FileNotFoundError:
            lines = []
        fault = dict(line for line in lines if len(line) == 2).get(operation)
        if fault != "hang":
            break
        time.sleep(0.05)
    if fault and fault.startswith("E"):
        raise fusepy.FuseOSError(getattr(errno, fault))
    return fault


def flipped(data):
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1:] if data else data


class Faulty(fusepy.Operations):
    def place(self, path):
        return folder + path

    def getattr(self, path, fh=None):
        asked("stat")
        try:
            stats = os.lstat(self.place(path))
        except OSError as error:
            raise fusepy.FuseOSError(error.errno)
        return {key: getattr(stats, key) for key in
                ("st_atime", "st_ctime", "st_gid", "st_mode", "st_mtime", "st_nlink", "st_size", "st_uid")}

    def readdir(self, path, fh):
        return [".", ".."] + os.listdir(self.place(path))

    def readlink(self, path):
        return os.readlink(self.place(path))

    def mkdir(self, path, mode):
        asked("mkdir")
        os.mkdir(self.place(path), mode)

    def rmdir(self, path):
        os.rmdir(self.place(path))

    def unlink(self, path):
        os.unlink(self.place(path))

    def rename(self, old, new):
        asked("rename")
        os.rename(self.place(old), self.place(new))

    def symlink(self, name, target):
        os.symlink(target, self.place(name))

    def link(self, target, name):
        asked("link")
        os.link(self.place(name), self.place(target))

    def chmod(self, path, mode):
        os.chmod(self.place(path), mode)

    def chown(self, path, uid, gid):
        os.chown(self.place(path), uid, gid)

    def utimens(self, path, times=None):
        os.utime(self.place(path), times)

    def truncate(self, path, length, fh=None):
        os.truncate(self.place(path), length)

    def create(self, path, mode, fi=None):
        asked("create")
        return os.open(self.place(path), os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)

    def open(self, path, flags):
        return os.open(self.place(path), flags & (os.O_RDONLY | os.O_WRONLY | os.O_RDWR))

    def read(self, path, size, offset, fh):
        fault = asked("read")
        data = os.pread(fh, size, offset)
        return flipped(data) if fault == "flip" and not path.endswith(".json") else data

    def write(self, path, data, offset, fh):
        fault = asked("write")
        if fault == "short":
            return os.pwrite(fh, data[: max(1, len(data) // 2)], offset)
        return os.pwrite(fh, flipped(data) if fault == "flip" else data, offset)

    def fsync(self, path, datasync, fh):
        asked("fsync")
        os.fsync(fh)

    def fsyncdir(self, path, datasync, fh):
        asked("fsync")
        return 0

    def release(self, path, fh):
        os.close(fh)

    def statfs(self, path):
        stats = os.statvfs(self.place(path))
        return {key: getattr(stats, key) for key in
                ("f_bavail", "f_bfree", "f_blocks", "f_bsize", "f_favail", "f_ffree", "f_files", "f_flag",
                 "f_frsize", "f_namemax")}


# direct_io: what is written and read comes here, and is not answered by the kernel's cache.
fusepy.FUSE(Faulty(), mount, foreground=True, direct_io=True, attr_timeout=0, entry_timeout=0, allow_other=False)
