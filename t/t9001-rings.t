#!/bin/sh
# The rings hold: who includes what, what stands alone, how files are sized
# and how errors are worded. Each case lists the offending lines.

. "$(dirname "$0")/test-lib.sh"
cd "$PROJECT" || exit

product_c=$(find common importer daemon -name '*.c' | sort)
product_h=$(find common importer daemon -name '*.h' | sort)
core=$(printf '%s\n' "$product_c" "$product_h" |
	grep -v -e /win/ -e /posix/ -e '^common/banned\.h$')
everything=$(find common importer daemon conf man t deps .ci README CHANGELOG \
	Makefile -type f 2>/dev/null)

# none_in FILES PATTERN: no line of the files matches; the lines, if any do.
none_in () {
	# shellcheck disable=SC2086 # a list of files
	! grep -nE "$2" $1 /dev/null
}

# only_in HEADER FILES...: nobody else of the product includes <HEADER>.
only_in () {
	header=$1
	shift
	# shellcheck disable=SC2086 # a list of files
	grep -lE "#[ ]*include <$header(\.h|/)" $product_c $product_h >"$TRASH/found" || :
	printf "%s\n" "$@" >"$TRASH/allowed"
	! grep -vxFf "$TRASH/allowed" "$TRASH/found"
}

# compiles_alone COMPILER FLAGS FILES: prints the headers that do not.
compiles_alone () {
	alone_rc=0
	for header in $3
	do
		echo "#include \"$header\"" >"$TRASH/alone.c"
		# shellcheck disable=SC2086 # a list of flags
		"$1" -std=c11 -fsyntax-only -Wall -Wextra -Werror -iquote . \
			-iquote common $2 "$TRASH/alone.c" || alone_rc=1
	done
	return $alone_rc
}

test_expect_success 'windows.h and its kin are seen in win/ and t/ only' '
	none_in "$core" "#[ ]*include <(windows|win[a-z]+|sddl|userenv|bcrypt|aclapi|tlhelp32|psapi|io|direct|process|fcntl|unistd)\.h>"
'

test_expect_success 'core has no conditional compilation by system' '
	none_in "$core" "\<(_WIN32|_WIN64|__MINGW[A-Z0-9_]*|__linux__|__unix__|_MSC_VER)\>"
'

test_expect_success 'core knows no Windows type' '
	none_in "$core" "^[^*]*\<(HANDLE|DWORD|HKEY|LPWSTR|LPCWSTR|wchar_t|BOOL)\>[ ]+\**[a-z]"
'

test_expect_success 'core reads no clock and no environment' '
	none_in "$core" "\<(getenv|clock|clock_gettime|timespec_get) ?\("
'

test_expect_success 'ini.h has one includer' '
	only_in ini importer/ini_read.c
'

test_expect_success 'sodium.h has its few includers' '
	only_in sodium common/secret.c common/digest.c common/seal.c
'

test_expect_success 'check.h is included under t/ only' '
	only_in check none
'

test_expect_success 'no call of a ...A function of Windows' '
	none_in "$product_c" "\<(Reg|Create|Open|Get|Set|Load|Find|Delete|Move|Copy|Call|Wait|Convert|Lookup|Crypt|Format|Output|Multi|Path|Report|Register|Start|Query|Define|Expand|Write|Read)[A-Za-z0-9]*[a-z]A ?\("
'

test_expect_success 'every core header compiles alone, with both compilers' '
	compiles_alone gcc "" \
		"$(echo "$core" | grep "\.h$")" &&
	compiles_alone x86_64-w64-mingw32-gcc "" "$(echo "$core" | grep "\.h$")"
'

test_expect_success 'every win/ header compiles alone' '
	compiles_alone x86_64-w64-mingw32-gcc "-DUNICODE -D_UNICODE \
		-D_WIN32_WINNT=0x0A00 -DWIN32_LEAN_AND_MEAN" \
		"$(echo "$product_h" | tr " " "\n" | grep /win/)"
'

test_expect_success 'every header has a guard' '
	# shellcheck disable=SC2086 # a list of files
	test -z "$(grep -L "^#ifndef [A-Z0-9_]*_H$" $product_h | tee /dev/stderr)"
'

test_expect_success 'no file of more than 500 lines, Makefile below 200' '
	find common importer daemon t man deps -type f \
		\( -name "*.[ch]" -o -name "*.sh" -o -name "*.t" \
		-o -name "*.[1-9]" \) -exec wc -l {} + |
		awk "\$1 > 500 && \$2 != \"total\" { print; bad = 1 }
		     END { exit bad }" &&
	test "$(wc -l <Makefile)" -lt 200
'

test_expect_success 'every source file is built' '
	{ env -u MAKEFLAGS -u MAKELEVEL make -k -n BUILD="$TRASH/none" all || :; } \
		>"$TRASH/plan" &&
	for file in $product_c
	do
		grep -q " $file\$" "$TRASH/plan" || echo "$file"
	done >"$TRASH/unbuilt" &&
	! grep . "$TRASH/unbuilt"
'

test_expect_success 'errors are worded alike: lower case, no full stop' '
	none_in "$product_c" "(error_set|error_prefix|diag_add|log_[a-z]+)[A-Za-z_]*\([^\"]*\"[A-Z][a-z]+ [^\"]*\"" &&
	none_in "$product_c" "(error_set|error_prefix|diag_add)[A-Za-z_]*\([^\"]*\"[^\"]*[a-z]\.\"" &&
	none_in "$product_c" "\"(unable to|failed to|could not|can.t) "
'

test_expect_success 'no TODO, no dead code, no typedef of a struct' '
	none_in "$product_c $product_h" "\<(TODO|FIXME|XXX|HACK)\>" &&
	none_in "$product_c $product_h" "^#[ ]*if 0" &&
	none_in "$product_c $product_h" "^typedef (struct|enum|union)"
'

test_expect_success 'no path of the machine it was written on' '
	none_in "$(echo "$everything" | grep -v t9001)" \
		"(^|[^A-Za-z0-9_.%}*/])/(work|home|root)/"
'

test_done
