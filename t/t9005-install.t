#!/bin/sh
# make install: what is put where, below DESTDIR, and that it works from there.

. "$(dirname "$0")/test-lib.sh"

root=$TRASH/root
share=$root/usr/share

test_expect_success 'everything goes below DESTDIR and PREFIX' '
	(umask 077 && make -C "$PROJECT" install BUILD="$BUILD" \
		DESTDIR="$root" PREFIX=/usr) >log 2>&1 &&
	(cd "$root" && find . -type f ! -path "*/examples/*" | sort) >found &&
	{
		cat <<-\END
		./usr/bin/fsp-import
		./usr/share/bash-completion/completions/fsp-import
		./usr/share/doc/fspd/CHANGELOG
		./usr/share/doc/fspd/LICENSE
		./usr/share/doc/fspd/README
		./usr/share/fspd/windows/fsp-import.exe
		./usr/share/fspd/windows/fsp-import.ps1
		./usr/share/fspd/windows/fspctl.exe
		./usr/share/fspd/windows/fspd.exe
		END
		for page in "$PROJECT"/man/*.[1-9]
		do
			echo "./usr/share/man/man${page##*.}/${page##*/}"
		done
	} | sort >expect &&
	test_cmp expect found
'

test_expect_success 'everybody may read it, whoever installs' '
	test -z "$(find "$root" -type f ! -perm -444)" &&
	test -z "$(find "$share/." -type d ! -perm -555)"
'

test_expect_success 'all examples, as they are' '
	diff -r "$PROJECT/conf/examples" "$share/doc/fspd/examples"
'

test_expect_success 'the importer of this system works from there' '
	"$root/usr/bin/fsp-import" --version | grep "^fsp-import [0-9]" &&
	"$root/usr/bin/fsp-import" check --strict \
		"$share/doc/fspd/examples/rclone.ini" &&
	"$root/usr/bin/fsp-import" emit reg --out rclone.reg \
		"$share/doc/fspd/examples/rclone.ini" &&
	test -s rclone.reg
'

test_expect_success 'bash completes it' '
	bash -c ". \"\$1\" && complete -p fsp-import" bash \
		"$share/bash-completion/completions/fsp-import"
'

test_expect_success 'the programs for Windows are those of the build' '
	for name in fspd fspctl fsp-import
	do
		cmp "$BUILD/win/$name.exe" "$share/fspd/windows/$name.exe" ||
			return 1
	done
'

test_expect_success 'nothing installed tells where it was staged' '
	! grep -rlF "$root" "$root"
'

test_done
