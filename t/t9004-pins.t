#!/bin/sh
# Of the dependencies only the pinned tarballs are taken. apt-get is played by
# a script here, so nothing is fetched.

. "$(dirname "$0")/test-lib.sh"

# The tools of a build of its own, with one pin: the tarball 'good'.
mkdir deps bin store
cp "$PROJECT/deps/fetch.sh" deps/
printf good >store/thing_1.orig.tar.gz
sum=$(sha256sum <store/thing_1.orig.tar.gz)
echo "${sum%% *} bookworm thing thing_1.orig.tar.gz" >deps/pins
cat >bin/apt-get <<-'SCRIPT'
	#!/bin/sh
	echo "$*" >>"$CALLS"
	case " $* " in *' source '*) cp "$STORE"/* . ;; esac
SCRIPT
chmod +x bin/apt-get
CALLS=$TRASH/calls STORE=$TRASH/store
export CALLS STORE

fetch () {
	PATH="$TRASH/bin:$PATH" sh deps/fetch.sh source
}

test_expect_success 'the pinned tarball is taken' '
	fetch &&
	test_cmp store/thing_1.orig.tar.gz source/thing_1.orig.tar.gz
'

test_expect_success 'apt keeps to lists and sources of our own' '
	grep "Dir::State::Lists=$TRASH/source/apt" calls &&
	grep "Dir::Etc::SourceParts=$TRASH/source/apt" calls
'

test_expect_success 'what is there already is not fetched again' '
	rm calls &&
	fetch &&
	test ! -e calls
'

test_expect_success 'another tarball is refused and does not stay' '
	printf evil >store/thing_1.orig.tar.gz &&
	rm source/thing_1.orig.tar.gz &&
	test_must_fail 1 fetch 2>err &&
	grep "is not the pinned file" err &&
	test ! -e source/thing_1.orig.tar.gz
'

test_expect_success 'a tarball that was changed afterwards is fetched anew' '
	printf good >store/thing_1.orig.tar.gz &&
	printf evil >source/thing_1.orig.tar.gz &&
	fetch &&
	test_cmp store/thing_1.orig.tar.gz source/thing_1.orig.tar.gz
'

test_expect_success 'no mirror is written into the project' '
	! grep -rnE "https?://|\.debian\.org" "$PROJECT/deps" \
		"$PROJECT/Makefile" "$PROJECT/.ci"
'

test_done
