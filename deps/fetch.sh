#!/bin/sh
# fetch.sh DIR - fetch the pinned source packages into DIR.
#
# apt does the work (mirrors, proxies, signatures), but with lists, cache and
# sources of its own under DIR, so that the machine's apt stays as it was.
# The mirror is whichever one this machine already installs Debian from.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
pins=$here/pins
mkdir -p "$1"
dir=$(cd "$1" && pwd)

# is_pinned FILE: DIR/FILE is there and is the file we pinned.
is_pinned() {
	want=$(awk -v f="$1" '$4 == f { print $1 }' "$pins")
	[ -f "$dir/$1" ] &&
		echo "$want  $dir/$1" | sha256sum --check --status
}

is_complete() {
	while read -r sum release package file; do
		case $sum in '#'* | '') continue ;; esac
		is_pinned "$file" || return 1
	done < "$pins"
}

# The first archive of this machine's apt sources that carries Debian 12,
# from one-line files as well as deb822 ones.
find_mirror() {
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
		case $file in
		*.list) ;;
		*.sources) ;;
		*) continue ;;
		esac
		[ -f "$file" ] || continue
		awk '
		function is_release(s) {
			return s ~ /^(bookworm|trixie|stable|oldstable)$/
		}
		function end_of_stanza() { if (uri && ok) print uri; uri = ok = "" }
		/^#/ { next }
		/^[ \t]*$/ { end_of_stanza() }
		$1 == "URIs:" { uri = $2 }
		$1 == "Suites:" { for (i = 2; i <= NF; i++) ok = ok || is_release($i) }
		$1 == "deb" || $1 == "deb-src" {
			sub(/\[[^]]*\]/, "")
			if (is_release($3)) print $2
		}
		END { end_of_stanza() }' "$file"
	done | head -n 1
}

write_sources() {
	mirror=$(find_mirror)
	if [ -z "$mirror" ]; then
		echo 'fetch.sh: apt is not configured for Debian' >&2
		exit 1
	fi
	cat > "$dir/apt/source.sources" <<-SOURCES
	Types: deb-src
	URIs: $mirror
	Suites: bookworm trixie
	Components: main
	Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
	SOURCES
}

private_apt() {
	apt-get -q \
		-o Dir::State="$dir/apt/state" \
		-o Dir::State::Lists="$dir/apt/state/lists" \
		-o Dir::State::Status=/dev/null \
		-o Dir::Cache="$dir/apt/cache" \
		-o Dir::Etc::SourceList=/dev/null \
		-o Dir::Etc::SourceParts="$dir/apt" \
		-o APT::Sandbox::User= \
		-o Acquire::Languages=none \
		-o Acquire::Retries=3 \
		"$@"
}

if is_complete; then
	exit 0
fi
mkdir -p "$dir/apt/state/lists/partial" "$dir/apt/cache/archives/partial"
write_sources
private_apt update
while read -r sum release package file; do
	case $sum in '#'* | '') continue ;; esac
	is_pinned "$file" && continue
	rm -f "$dir/$file"
	(cd "$dir" && private_apt source --download-only \
		--target-release "$release" "$package")
	if ! is_pinned "$file"; then
		echo "fetch.sh: '$file' is not the pinned file, removed" >&2
		rm -f "$dir/$file"
		exit 1
	fi
done < "$pins"
rm -rf "$dir/apt"
