#!/bin/bash
# Makes the databases in this directory. Run as root on Debian 12 with the packages rpm, gpg and python3-bsddb3.
#   rpmdb.sqlite.gz        written by rpm itself, with a package removed again
#   Packages.db.gz         NDB: the same headers; Debian's rpm has no NDB, so the file is written here (as rpmpkg.c does)
#   Packages-little.gz     Berkeley DB hashes written by libdb 5.3, in both byte orders, with records deleted again;
#   Packages-big.gz        rpm's own reader must find the same packages in the first one
#   packages.json          what `rpm -qa` says of the first database; format it (`npx biome format --write`) afterwards
set -euo pipefail
data=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'gpgconf --kill gpg-agent; rm -rf "$work"' EXIT
export GNUPGHOME=$work/gpg LC_ALL=C.UTF-8
root=$work/root

build() { # NAME ARCH; preamble and %install..%files on standard input
  {
    printf 'Name: %s\nVersion: 1.%s\nRelease: 1.fx9\nSummary: A fixture\nVendor: Fixture Project\n' "$1" "${#1}"
    [ "$2" != noarch ] || echo 'BuildArch: noarch'
    cat
  } > "$work/$1.spec"
  rpmbuild --quiet -bb --target x86_64 --define "_topdir $work/build" --define "_rpmdir $work/rpms" \
    --define '_build_name_fmt %%{NAME}.rpm' --define '_buildhost builder.invalid' --define 'debug_package %{nil}' \
    --define '_invalid_encoding_terminates_build 0' --define '__os_install_post %{nil}' "$work/$1.spec" >/dev/null 2>&1
}

build filesystem noarch <<'E'
License: Public Domain
%description
%install
mkdir -p %{buildroot}/usr/share %{buildroot}/etc
%files
%dir /
%dir /etc
%dir /usr
%dir /usr/share
E
# Many files, so that the header fills several pages; a ghost; a name that is not UTF-8.
build tool x86_64 <<'E'
Epoch: 2
License: GPL-3.0-or-later and (MIT or Apache-2.0)
Requires: filesystem >= 1, (unit-1 if unit-2)
Provides: tool(x86-64:extra) = 3, /bin/tool
%description
%install
mkdir -p %{buildroot}/usr/lib/tool/sub %{buildroot}/usr/share/doc/tool %{buildroot}/var/cache
for i in $(seq 200); do echo $i > %{buildroot}/usr/lib/tool/sub/part-$i.txt; done
touch %{buildroot}/usr/share/doc/tool/grüße %{buildroot}/var/cache/tool.index
touch "%{buildroot}/usr/share/doc/tool/na$(printf '\357')ve"
%files
/usr/lib/tool
/usr/share/doc/tool
%ghost /var/cache/tool.index
E
for name in loser winner removed; do
  build $name noarch <<E
License: MIT
%description
%install
mkdir -p %{buildroot}/usr/bin; echo $name > %{buildroot}/usr/bin/$([ $name = removed ] && echo removed || echo contested)
echo $name > %{buildroot}/usr/bin/$name-own
%files
/usr/bin/*
E
done
for i in $(seq 25); do
  build "unit-$i" noarch <<E
License: MIT
%description
%install
mkdir -p %{buildroot}/usr/share/unit; echo $i > %{buildroot}/usr/share/unit/$i
%files
/usr/share/unit/$i
E
done

r=(rpm --root "$root" --define '_dbpath /var/lib/rpm' --define '_db_backend sqlite')
mkdir -p "$root/var/lib/rpm" "$GNUPGHOME"; chmod 700 "$GNUPGHOME"
"${r[@]}" --initdb
gpg --batch --quiet --passphrase '' --quick-gen-key 'Fixture Project <fixture@example.invalid>' rsa2048 sign never
gpg --batch --armor --export > "$work/key.asc"
"${r[@]}" --import "$work/key.asc"
"${r[@]}" --force-debian -i --nosignature "$work"/rpms/{filesystem,tool,removed,loser}.rpm "$work"/rpms/unit-*.rpm
"${r[@]}" --force-debian -i --nosignature --replacefiles "$work/rpms/winner.rpm"
"${r[@]}" --force-debian -e removed
db=$root/var/lib/rpm/rpmdb.sqlite

/usr/bin/python3 - "$db" "$work" <<'PY'
import bsddb3.db as bdb, sqlite3, struct, sys, zlib
rows = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute("select hnum, blob from Packages order by hnum").fetchall()
slots, blobs, block = [], b"", 256
for n, (hnum, blob) in enumerate(rows):
    count = (16 + len(blob) + 12 + 15) // 16
    body = (struct.pack("<4sIII", b"BlbS", hnum, n, len(blob)) + blob).ljust(count * 16 - 12, b"\0")
    blobs += body + struct.pack("<II4s", zlib.adler32(body), len(blob), b"BlbE")
    slots.append(struct.pack("<4sIII", b"Slot", hnum, block, count))
    block += count
slots[3:3] = [struct.pack("<4sIII", b"Slot", 0, 0, 0)]  # one that was freed
slots += [struct.pack("<4sIII", b"Slot", 0, 0, 0)] * (254 - len(slots))
head = struct.pack("<4s7I", b"RpmP", 0, len(rows), 1, rows[-1][0] + 1, 0, 0, 0)
open(f"{sys.argv[2]}/Packages.db", "wb").write(head + b"".join(slots) + blobs)
for order, name, key in ((1234, "Packages-little", "<I"), (4321, "Packages-big", ">I")):
    db = bdb.DB()
    db.set_lorder(order)
    db.set_pagesize(4096)
    db.open(f"{sys.argv[2]}/{name}", dbtype=bdb.DB_HASH, flags=bdb.DB_CREATE)
    db.put(struct.pack(key, 0), struct.pack(key, rows[-1][0]))
    for hnum, blob in rows:
        db.put(struct.pack(key, hnum), blob)
    for hnum, blob in rows[:4]:
        db.put(struct.pack(key, hnum + 1000), blob)
    for hnum, _ in rows[:4]:
        db.delete(struct.pack(key, hnum + 1000))
    db.close()
PY

# rpm's own reader agrees with what libdb wrote.
mkdir -p "$work/bdb"; cp "$work/Packages-little" "$work/bdb/Packages"
everything='%{NAME} %{EPOCH} %{VERSION} %{RELEASE} %{ARCH} %{LICENSE} %{SOURCERPM} [%{FILENAMES}|] [%{REQUIRENAME}|] [%{PROVIDENAME}|]\n'
diff <("${r[@]}" -qa --qf "$everything" | sort) \
  <(rpm --dbpath "$work/bdb" --define '_db_backend bdb_ro' -qa --qf "$everything" 2>/dev/null | sort)

"${r[@]}" -qa --qf '%{NAME}\t%{EPOCH}\t%{VERSION}-%{RELEASE}\t%{ARCH}\t%{LICENSE}\t%{SOURCERPM}\t[%{FILENAMES}|]\t[%{FILESTATES}|]\t[%{REQUIRENAME}|]\t[%{PROVIDENAME}|]\n' |
  /usr/bin/python3 -c '
import json, sys
stated = lambda text: None if text == "(none)" else text
items = lambda text: [item for item in text.split("|") if item and item != "(none)"]
packages = []
for line in sys.stdin.buffer:
    name, epoch, version, arch, license, source, files, states, requires, provides = line.decode("utf-8", "surrogateescape").rstrip("\n").split("\t")
    packages.append({"name": name, "epoch": stated(epoch), "version": version, "architecture": stated(arch), "license": license,
        "sourceRpm": stated(source), "files": items(files), "states": items(states), "requires": items(requires), "provides": items(provides)})
json.dump(sorted(packages, key=lambda p: p["name"]), open(sys.argv[1], "w"), indent=1)
' "$data/packages.json"

gzip -9n < "$db" > "$data/rpmdb.sqlite.gz"
for name in Packages.db Packages-little Packages-big; do gzip -9n < "$work/$name" > "$data/$name.gz"; done
ls -l "$data"
