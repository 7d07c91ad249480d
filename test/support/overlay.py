"""What the kernel shows: unpacks layers one by one, mounts an overlay of them, and prints what is there.

    unshare -m python3 overlay.py SCRATCH < images.json > trees.json

images.json is a list of images, each a list of paths of uncompressed layer tars, base first. trees.json has for each image
an object from paths to descriptions. It needs root, and shares no code with what it checks.
"""
import json, os, posixpath, shutil, stat, subprocess, sys, tarfile


def clean(name):
    return posixpath.normpath("/" + name.lstrip("/"))


def is_real(root, path):
    """Whether each directory on the way is one, and no symlink."""
    parts = path.strip("/").split("/")
    return all(stat.S_ISDIR(os.lstat(root + "/" + "/".join(parts[:n])).st_mode) if
               os.path.lexists(root + "/" + "/".join(parts[:n])) else False for n in range(1, len(parts)))


def make_directory(path):
    if os.path.lexists(path) and not stat.S_ISDIR(os.lstat(path).st_mode):
        os.unlink(path)
    if not os.path.lexists(path):
        os.mkdir(path, 0o755)


def make_parents(root, path):
    parts = path.strip("/").split("/")[:-1]
    for n in range(1, len(parts) + 1):
        make_directory(root + "/" + "/".join(parts[:n]))


def clear(path):
    if os.path.lexists(path):
        shutil.rmtree(path) if stat.S_ISDIR(os.lstat(path).st_mode) else os.unlink(path)


def unpack(archive, root, below):
    """Unpacks one layer; `below` is a mount of those below, or None."""
    marks = []
    for member in archive:
        path = clean(member.name)
        base, parent = posixpath.basename(path), posixpath.dirname(path)
        if base.startswith(".wh."):
            marks.append((parent, base))
            continue
        at = root + path
        make_parents(root, path)
        if member.isdir():
            make_directory(at)
            os.chmod(at, member.mode)
            continue
        clear(at)
        if member.issym():
            os.symlink(member.linkname, at)
        elif member.islnk():
            target = clean(member.linkname)
            for place in (root, below):
                if place and is_real(place, target) and os.path.lexists(place + target) and \
                        not stat.S_ISDIR(os.lstat(place + target).st_mode):
                    os.link(place + target, at, follow_symlinks=False) if place == root else \
                        shutil.copy2(place + target, at, follow_symlinks=False)
                    break
            else:
                open(at, "wb").close()
        else:
            with open(at, "wb") as out:
                shutil.copyfileobj(archive.extractfile(member), out)
            os.chmod(at, member.mode)
    for parent, _ in marks:
        make_parents(root, parent + "/x")
    for parent, base in marks:
        if base == ".wh..wh..opq":
            os.setxattr(root + parent, "trusted.overlay.opaque", b"y")
        elif not base.startswith(".wh..wh."):
            at = root + posixpath.join(parent, base[4:])
            if not os.path.lexists(at):
                os.mknod(at, stat.S_IFCHR, os.makedev(0, 0))
            elif stat.S_ISDIR(os.lstat(at).st_mode):
                os.setxattr(at, "trusted.overlay.opaque", b"y")


def walk(root):
    found = {}
    for directory, directories, files in os.walk(root):
        for name in directories + files:
            path = os.path.join(directory, name)
            if not os.path.lexists(path):
                continue  # the kernel lists a whiteout in a directory that no lower layer has, but nothing is there
            mode = os.lstat(path).st_mode
            if stat.S_ISDIR(mode):
                shown = "directory"
            elif stat.S_ISLNK(mode):
                shown = "symlink to " + os.readlink(path)
            else:
                with open(path) as content:
                    shown = "file %o: %s" % (stat.S_IMODE(mode), content.read())
            found[path[len(root):]] = shown
    return found


def mount(layers, at):
    os.makedirs(at)
    os.makedirs(at + ".empty")  # an overlay wants two layers
    lower = ":".join(list(reversed(layers)) + [at + ".empty"])
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", "lowerdir=" + lower, at], check=True)
    return at


def main():
    scratch, trees = sys.argv[1], []
    for number, layers in enumerate(json.load(sys.stdin)):
        place, unpacked = "%s/%d" % (scratch, number), []
        for index, layer in enumerate(layers):
            below = mount(unpacked, "%s/below%d" % (place, index)) if unpacked else None
            root = "%s/layer%d" % (place, index)
            os.makedirs(root)
            with tarfile.open(layer) as archive:
                unpack(archive, root, below)
            unpacked.append(root)
        trees.append(walk(mount(unpacked, place + "/merged")))
    json.dump(trees, sys.stdout)


main()
