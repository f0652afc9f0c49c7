"""Where a data folder lies: on a network, in a folder that is synchronised, and whether shared memory works there."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from pathlib import Path

from kamdesk.i18n import Message, message
from kamdesk.store import plain

_NETWORK_TYPES = frozenset(
    {"9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone",
     "fuse.sshfs", "fuse.vmhgfs-fuse", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "prl_fs", "smb2", "smb3",
     "smbfs", "vboxsf", "vmhgfs", "webdav"}
)  # fmt: skip
_SYNCHRONISED = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "com~apple~clouddocs": "iCloud",
    "iclouddrive": "iCloud",
    "icloud drive": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "nutstore": "坚果云",
    "坚果云": "坚果云",
    "我的坚果云": "坚果云",
    "baidunetdisk": "百度网盘",
    "baidusyncdisk": "百度网盘",
    "百度网盘": "百度网盘",
    "nextcloud": "Nextcloud",
    "syncthing": "Syncthing",
}
"""Beginning of a folder's name in lower case → what it is called in the warning."""
_MOUNTS = Path("/proc/mounts")


def network_of(home: Path, mounts: str | None = None) -> str | None:
    """The kind of network file system `home` is on, None if it is local; `mounts` is read as /proc/mounts is."""
    if str(home).startswith(("\\\\", "//")) or _is_network_drive(home):
        return "UNC"
    if mounts is None:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace") if _MOUNTS.exists() else ""
    best, found = -1, None
    path = home.resolve()
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        # The kernel writes a blank in a path as \040.
        point = Path(parts[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        depth = len(point.parts)
        if depth >= best and path.is_relative_to(point):
            best, found = depth, parts[2]
    return found if found in _NETWORK_TYPES else None


def synchronised_by(home: Path) -> str | None:
    """The service whose folder `home` lies in, as far as names of folders tell."""
    for part in home.absolute().parts:
        for beginning, name in _SYNCHRONISED.items():
            if part.casefold().startswith(beginning):
                return name
    return None


def warnings_about(home: Path) -> list[Message]:
    """What a user ought to know about the place of the data folder; nothing for a usual one."""
    found = []
    service = synchronised_by(home)
    if service is not None:
        found.append(
            message(
                "The data folder lies in a folder that {service} synchronises. Two computers must never have it"
                " open at once, and a copy made while kamdesk is open may be half. A folder outside is safer.",
                service=service,
            )
        )
    kind = network_of(home)
    if kind is not None:
        found.append(
            message(
                "The data folder lies on a network drive ({kind}). Saving is slower there, and a lost connection"
                " may cost the last minutes. A folder on this computer is safer.",
                kind=kind,
            )
        )
    return found


def wal_works(home: Path) -> bool:
    """Tries on a scratch file in `home` whether two connections see each other through shared memory."""
    try:
        with tempfile.TemporaryDirectory(prefix=".probe-", dir=home) as folder:
            scratch = Path(folder) / "probe.db"
            scratch.touch()
            with plain.connected(scratch) as one, plain.connected(scratch) as other:
                one.execute("PRAGMA synchronous=OFF")  # nothing here has to last
                mode = one.execute("PRAGMA journal_mode=WAL").fetchone()[0]
                one.execute("CREATE TABLE probe (value)")
                one.execute("INSERT INTO probe VALUES (1)")
                seen = other.execute("SELECT value FROM probe").fetchall()
            return bool(mode == "wal" and seen == [(1,)])
    except sqlite3.Error:
        return False


def is_writable(home: Path) -> bool:
    """Whether files can be made in `home`; tells a read-only medium from a writable one for the superuser too."""
    return os.access(home, os.W_OK)


def _is_network_drive(home: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        remote = 4  # DRIVE_REMOTE
        return bool(ctypes.windll.kernel32.GetDriveTypeW(home.absolute().anchor) == remote)
    return False
