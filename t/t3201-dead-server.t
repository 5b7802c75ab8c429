#!/bin/sh
# shellcheck shell=dash
# Servers that hang: whoever looks at their files waits for ever, and nothing
# breaks that off (preload/dead_server.c), or their ports answer nothing. Nothing
# else waits, and the daemon ends.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world
DEAD_SERVER_LOG=$TRASH/held
export DEAD_SERVER_LOG
: >"$DEAD_SERVER_LOG"

# held COUNT NAME: that many look at C:\dead\NAME.
held () {
	test "$(grep -c "/dead/$2\$" "$DEAD_SERVER_LOG")" -ge "$1"
}

# waiting_for NAME COUNT TARGET: as many instances of boot, NAME1 and so on; %d in
# TARGET is the number.
waiting_for () {
	perl -e 'my ($name, $count, $target) = @ARGV;
		print "REGEDIT4\n";
		for my $i (1 .. $count) {
			my $text = join "", map { "$_\0" } $target, "", "";
			$text =~ s/%d/$i/;
			chop $text;
			print "\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\",
				"WinFsp\\Services\\boot\\Instances\\$name$i]\n",
				"\"WaitTimeout\"=dword:1000\n\"WaitFor\"=hex(7):",
				join(",", map { sprintf "%02x", ord } split //, $text),
				"\n";
		}' "$@" >instances.reg &&
	wine regedit /S instances.reg &&
	wait_for 30 state_is boot "$1$2" waiting
}

# A port of this machine, at any address, that is out of room for connections:
# to whoever tries it is as a machine that is switched off.
full_port () {
	perl -MSocket -MFcntl -e '
		socket $s, PF_INET, SOCK_STREAM, 0;
		bind $s, sockaddr_in(0, INADDR_ANY) or die;
		listen $s, 1 or die;
		($port) = sockaddr_in(getsockname $s);
		for (1 .. 8) {
			socket $c, PF_INET, SOCK_STREAM, 0;
			fcntl $c, F_SETFL, O_NONBLOCK;
			connect $c, sockaddr_in($port, INADDR_LOOPBACK);
			push @all, $c;
			undef $c;
		}
		open F, ">", "port.new"; print F $port; close F;
		rename "port.new", "port";
		sleep 250' &
	full=$!
	wait_for 10 test -e port
}

# A port that somebody listens to.
open_port () {
	perl -MSocket -e '
		socket $s, PF_INET, SOCK_STREAM, 0;
		bind $s, sockaddr_in(0, INADDR_LOOPBACK) or die;
		listen $s, 9 or die;
		($port) = sockaddr_in(getsockname $s);
		open F, ">", "open.new"; print F $port; close F;
		rename "open.new", "open";
		alarm 250;
		accept $c, $s while 1' &
	listener=$!
	wait_for 10 test -e open
}

test_expect_success 'the daemon starts beside what hangs' '
	define good "--ready-file C:\\ready-good" &&
	define boot "" &&
	put lost CommandLine sz "" Executable sz "C:\\dead\\fs.exe" &&
	LD_PRELOAD=$BUILD/native/t/dead_server.so &&
	export LD_PRELOAD &&
	fspd_start &&
	unset LD_PRELOAD
'

test_expect_success 'hosts that do not answer: another is asked all the same' '
	full_port &&
	open_port &&
	waiting_for host 120 "tcp:127.0.1.%d:$(cat port)" &&
	put_values "$SERVICES\\boot\\Instances\\there" \
		WaitFor multi "tcp:127.0.0.1:$(cat open)" &&
	wait_for 20 state_is boot there ready &&
	state_is boot host1 waiting
'


test_expect_success 'one that many wait for is asked once' '
	waiting_for same 20 "path:C:\\dead\\same" &&
	held 1 same &&
	test "$(grep -c "/dead/same\$" "$DEAD_SERVER_LOG")" = 1
'

test_expect_success 'paths that hang: another is looked for all the same' '
	waiting_for path 8 "path:C:\\dead\\path%d" &&
	wait_for 20 held 1 path8 &&
	put_values "$SERVICES\\boot\\Instances\\here" \
		WaitFor multi "path:C:\\windows" &&
	wait_for 20 state_is boot here ready
'

test_expect_success '%P of User waits for none of them' '
	wine reg add "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\S-1-5-19" \
		/v ProfileImagePath /t REG_EXPAND_SZ \
		/d "%SystemDrive%\\services\\local" /f >reg.out &&
	define home "--ready-file C:\\ready-home %U %P" &&
	put_values "$SERVICES\\home\\Instances\\its" \
		User sz "NT AUTHORITY\\LOCAL SERVICE" &&
	wait_for 20 test -e "$DRIVE_C/ready-home"
'

test_expect_success 'explanations that hang: starts go on' '
	for i in 1 2 3 4 5 6
	do
		win pipeclient "Fexplain\0lost\0" >"explain-$i" 2>&1 &
	done &&
	wait_for 20 held 4 fs.exe &&
	{ win pipeclient "Sgood\0one\0" >start 2>&1 & } &&
	wait_for 20 test -e "$DRIVE_C/ready-good"
'

# Four workers usually make processes; what waits for them gets others, and is
# not late for having waited: its time is over long before.
test_expect_success 'programs that hang: another is started all the same' '
	put hung CommandLine sz "" StartTimeout dword 30000 \
		Executable sz "C:\\dead\\hung.exe" &&
	put short CommandLine sz "" StartTimeout dword 900 \
		Executable sz "$TOYFS" &&
	wait_for 20 definition_has hung generation &&
	wait_for 20 definition_has short generation &&
	for i in 1 2 3 4 5 6
	do
		win pipeclient "Shung\0$i\0" >"hung-$i" 2>&1 &
		hung_client=$!
	done &&
	wait_for 20 held 4 hung.exe &&
	replies "\$" "Sshort\0one\0" &&
	state_is short one ready &&
	state_is hung 4 starting
'

test_expect_success 'programs that hang: who starts them is answered' '
	put hung StartTimeout dword 1000 &&
	wait_for 20 definition_has hung ":1000" &&
	test_must_fail 1 win pipeclient "Shung\0late\0" >late &&
	printf "!1460\\\\0\n" >expect &&
	test_cmp expect late &&
	state_is hung late stopping &&
	test_must_fail 1 win pipeclient "Shung\0late\0" >again &&
	test_cmp expect again
'

test_expect_success 'the daemon ends, and says what it left' '
	fspd_stop &&
	logged "calls of Windows hang and cannot be broken off" &&
	logged "fspd has ended" &&
	wait_for 10 no_toyfs &&
	kill $full $listener
'

test_done
