#!/bin/sh
# build.sh DEPS native|win STAMP - fetch the pinned sources, build them as
# static libraries into DEPS/native or DEPS/win, and make STAMP. Where several
# builds share DEPS, one does it and the others wait.
#
# inih is not built here: two files, compiled by the Makefile with our own
# switches in every variant. Only what is linked is built: no programs, no
# manuals, so neither texinfo nor m4 documentation tools are needed. What was
# there before stays until all of it is built.
set -eu
unset DESTDIR MAKEFLAGS MAKEOVERRIDES

here=$(cd "$(dirname "$0")" && pwd)
target=$2
stamp=$3
mkdir -p "$1/source" "$1/$target"
sources=$(cd "$1/source" && pwd)
prefix=$(cd "$1/$target" && pwd)
work=$prefix/work
stage=$work/stage
case $target in
native) host= ;;
win) host=--host=x86_64-w64-mingw32 ;;
*) echo "build.sh: unknown target '$target'" >&2; exit 64 ;;
esac

# unpack PACKAGE: into $work/PACKAGE, from its pinned tarball.
unpack() {
	rm -rf "${work:?}/$1"
	mkdir -p "$work/$1"
	tar -xf "$sources"/"$1"_*.orig.tar.* -C "$work/$1" --strip-components=1
}

build_libsodium() {
	unpack libsodium
	cd "$work/libsodium"
	autoreconf -fi
	./configure $host --prefix="$stage" --disable-shared \
		--disable-dependency-tracking
	make -C src/libsodium install
}

# A static Check for a PE target leaves check_stdint.h to its user, and its
# replacements of missing C functions in a library of their own.
build_check() {
	unpack check
	cd "$work/check"
	./configure $host --prefix="$stage" --disable-shared \
		--disable-subunit --disable-dependency-tracking
	make -C lib libcompat.la
	make -C src libcheck.la
	cp src/check.h check_stdint.h "$stage/include/"
	cp src/.libs/libcheck.a lib/.libs/libcompat.a "$stage/lib/"
}

place_inih() {
	unpack libinih
	cp "$work/libinih/ini.h" "$work/libinih/ini.c" "$stage/include/"
}

# logged STEP: quiet when it works, the whole story when it does not.
logged() {
	echo "deps: $1 ($target)"
	set +e # a tested command would run its body without -e
	(set -e; "$1") > "$prefix/$1.log" 2>&1
	status=$?
	set -e
	if [ $status -ne 0 ]; then
		tail -n 40 "$prefix/$1.log" >&2
		echo "build.sh: $1 failed, see '$prefix/$1.log'" >&2
		exit 1
	fi
}

exec 9> "$sources/.lock"
flock 9
sh "$here/fetch.sh" "$sources" 9>&-
exec 9> "$prefix/.lock"
flock 9
if [ -e "$stamp" ]; then
	exit 0
fi
rm -rf "$work"
mkdir -p "$stage/include" "$stage/lib"
logged place_inih
logged build_check
logged build_libsodium
cp -R "$stage/include" "$stage/lib" "$prefix/"
rm -rf "$work"
touch "$stamp"
