#!/bin/sh
# install.sh STAMP - install what deps/packages names and this machine lacks,
# then make STAMP. Without root it only says what is missing, and fails.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
missing=
# shellcheck disable=SC2013 # one word a line
for package in $(grep -v '^#' "$here/packages"); do
	status=$(dpkg-query -W -f '${db:Status-Status}' "$package" \
		2>/dev/null || true)
	[ "$status" = installed ] || missing="$missing $package"
done
mkdir -p "$(dirname "$1")"
if [ -z "$missing" ]; then
	touch "$1"
	exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
	echo "deps: missing packages, install as root:$missing" >&2
	exit 1
fi
echo "deps: installing$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# shellcheck disable=SC2086 # a list of words
apt-get -qq -y -o Dpkg::Use-Pty=0 install --no-install-recommends $missing
touch "$1"
