#!/bin/sh
# Makes the ELF files beside it, on Debian 12 with gcc, musl-tools, binutils-powerpc-linux-gnu and binutils-s390x-linux-gnu. They are committed, because
# other compilers make other bytes. What the tests expect of them is what `readelf -hlSdVnW` prints.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/hello.c" <<'C'
#include <stdio.h>
int main(void) { puts("hello"); return 0; }
C
cat > "$work/demo.c" <<'C'
#include <stdlib.h>
int demo_old(void) { return 1; }
int demo_new(void) { return abs(-2) + (getenv("DEMO") != NULL); }
C
cat > "$work/app.c" <<'C'
int demo_old(void);
int demo_new(void);
int main(void) { return demo_old() + demo_new(); }
C
cat > "$work/demo.map" <<'M'
DEMO_1.0 { global: demo_old; local: *; };
DEMO_1.10 { global: demo_new; } DEMO_1.0;
M
small='-Os -s -Wl,-z,noseparate-code -Wl,-z,norelro -Wl,--build-id=sha1 -fno-asynchronous-unwind-tables'

gcc $small -o hello-glibc "$work/hello.c"
musl-gcc $small -o hello-musl "$work/hello.c"
# a C library in each would be large: these two bring only a start
printf '.globl _start\n_start: mov $60, %%eax\n xor %%edi, %%edi\n syscall\n' > "$work/start.s"
gcc $small -nostdlib -static -o start-static "$work/start.s"
gcc $small -nostdlib -static-pie -o start-static-pie "$work/start.s"

gcc $small -shared -fPIC -Wl,-soname,libdemo.so.1 -Wl,--version-script,"$work/demo.map" -o libdemo.so.1 "$work/demo.c"
gcc $small -Wl,--disable-new-dtags -Wl,-rpath,'$ORIGIN/../lib' -o app-rpath "$work/app.c" libdemo.so.1
gcc $small -Wl,--enable-new-dtags -Wl,-rpath,/opt/demo -o app-runpath "$work/app.c" libdemo.so.1

gcc -Os -g "-ffile-prefix-map=$work=." "-ffile-prefix-map=$PWD=." -shared -fPIC -nostdlib -Wl,-z,noseparate-code \
  -Wl,-z,norelro -fno-asynchronous-unwind-tables -Wl,--unresolved-symbols=ignore-all -o libdebug.so "$work/app.c"
objcopy --only-keep-debug libdebug.so libdebug.so.debug
gcc -Os -c -o object.o "$work/demo.c"

# 32 bits, big-endian
printf '.globl demo_old, demo_new\ndemo_old: blr\ndemo_new: blr\n' > "$work/demo-ppc.s"
printf '.globl _start\n_start: bl demo_new@plt\n blr\n' > "$work/start-ppc.s"
powerpc-linux-gnu-as -o "$work/demo-ppc.o" "$work/demo-ppc.s"
powerpc-linux-gnu-as -o "$work/start-ppc.o" "$work/start-ppc.s"
powerpc-linux-gnu-ld -s -z max-page-size=4096 -z norelro -shared -soname libdemo.so.1 --version-script "$work/demo.map" \
  -o libdemo-ppc.so.1 "$work/demo-ppc.o"
powerpc-linux-gnu-ld -s -z max-page-size=4096 -z norelro -dynamic-linker /lib/ld.so.1 -o app-ppc "$work/start-ppc.o" libdemo-ppc.so.1

# 64 bits, big-endian
printf '.globl demo_old, demo_new\ndemo_old: br %%r14\ndemo_new: br %%r14\n' > "$work/demo-s390x.s"
s390x-linux-gnu-as -o "$work/demo-s390x.o" "$work/demo-s390x.s"
s390x-linux-gnu-ld -s -z norelro -z noseparate-code -shared -soname libdemo.so.1 --version-script "$work/demo.map" \
  -o libdemo-s390x.so.1 "$work/demo-s390x.o"
