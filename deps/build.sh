#!/bin/sh
# build.sh SOURCES PREFIX native|win - build the pinned sources as static
# libraries into PREFIX/include and PREFIX/lib.
#
# inih is not built here: two files, compiled by the Makefile with our own
# switches in every variant. Only what is linked is built: no programs, no
# manuals, so neither texinfo nor m4 documentation tools are needed.
set -eu

sources=$(cd "$1" && pwd)
mkdir -p "$2"
prefix=$(cd "$2" && pwd)
work=$prefix/work
case $3 in
native) host= ;;
win) host=--host=x86_64-w64-mingw32 ;;
*) echo "build.sh: unknown target '$3'" >&2; exit 64 ;;
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
	./configure $host --prefix="$prefix" --disable-shared \
		--disable-dependency-tracking
	make -C src/libsodium install
}

# A static Check for a PE target leaves check_stdint.h to its user, and its
# replacements of missing C functions in a library of their own.
build_check() {
	unpack check
	cd "$work/check"
	./configure $host --prefix="$prefix" --disable-shared \
		--disable-subunit --disable-dependency-tracking
	make -C lib libcompat.la
	make -C src libcheck.la
	cp src/check.h check_stdint.h "$prefix/include/"
	cp src/.libs/libcheck.a lib/.libs/libcompat.a "$prefix/lib/"
}

place_inih() {
	unpack libinih
	cp "$work/libinih/ini.h" "$work/libinih/ini.c" "$prefix/include/"
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

target=$3
mkdir -p "$prefix/include" "$prefix/lib" "$work"
logged place_inih
logged build_check
logged build_libsodium
rm -rf "$work"
