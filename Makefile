# The whole build of fspd. The source lists are the architecture: core is
# portable C11, the *_win lists are the only code that sees windows.h.
# Settings of one's own (BUILD, CC, ...) go into config.mak.
-include config.mak

VERSION := 1.0
BUILD ?= build
DEPS ?= build/deps
SECONDS ?= 60
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
MAKEFLAGS += $(if $(filter 0,$(MAKELEVEL)),-j$(JOBS))

# in FOLDER,NAMES: a star stands for a family of files.
in = $(wildcard $(addprefix $(1)/,$(addsuffix .c,$(2))))
common := $(call in,common,xalloc arena buf keystore error diag diag_render \
	codes log utf reg_* name schema quantity value judge winpath template \
	sid sddl* acl_* model codec check digest secret seal file_name json* \
	client console clear_password shown ini_file flat section rule* \
	pe_image program_trust own_place)
common_win := $(call in,common/win,wide winerr reg_* keystore_win sd_win \
	clock_win pause_win replace_win entry_win console_win client_win \
	file_facts_win own_place_win wine)
importer := $(call in,importer,options* host_list lock progress ini_* private \
	inherit allow comp* merge plan* prune journal appl* report ignored sources \
	reg_* pol_file underlay emit* live_reply record* history adopted \
	explain* run command* export)
importer_win := $(call in,importer,main win/*_win)
posix := $(wildcard common/posix/*.c importer/posix/*.c)
daemon := $(call in,daemon,log_* record settle scan scan_look seen_class load \
	snapshot names definitions* reload backoff fsm policy pattern launch \
	mount await profile survivor adopt instance supervisor* declared proto \
	access request* refusals own_* status_json files machine_key \
	secret_store last_good archive keeper survey engine service_* takeover \
	standin inventory finding inspect order timers tickets start_trust \
	questions past)
daemon_win := $(call in,daemon/win,main options check_verb console_run \
	service* scm takeover_win standin_win launcher_watch install* shell* \
	loop regwatch reader pipe_* companion accounts_win caller_win \
	drive_win process_win spawn_* output_win log_store_win logs_win \
	survivors_win worker_win ending folder* files_win protect_win \
	keeper_win survey_win probe_win connector profile_win network_win \
	own_process console_group privilege eventlog log_writer)
ctl := $(call in,daemon/ctl,options output output_explain changes table ask \
	known cause operate)
ctl_win := $(call in,daemon/ctl,main logs verbs win/screen_win \
	win/account_win)
fake := $(wildcard t/fake/*.c)
programs := fspd fspctl fsp-import
helpers := toyfs toysvc pipeclient pipeserver regdump memscan msgtext mob storm \
	joblimits

core := $(common) $(importer) $(daemon) $(ctl)
win := $(common_win) $(importer_win) $(daemon_win) $(ctl_win)
product := $(sort $(core) $(win) $(posix))
unit := $(wildcard t/contract/*.c t/unit/*.c)
unit_win := t/unit/main.c $(wildcard t/contract/*.c t/unit/win/check_*.c) \
	$(call in,daemon,names win/loop win/accounts_win win/worker_win \
	win/ending win/folder* win/log_writer log_queue)
fuzz := $(patsubst t/fuzz/fuzz_%.c,%,$(wildcard t/fuzz/fuzz_*.c))
tests := $(sort $(wildcard t/t[0-9]*.t))

# -- flags -------------------------------------------------------------------
CC := gcc
WINCC := x86_64-w64-mingw32-gcc
WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2 -Wundef -Wwrite-strings -Werror
BASE := -std=c11 -iquote . -iquote common -DSODIUM_STATIC \
	-DFSPD_VERSION='"$(VERSION)"' -DINI_USE_STACK=0 -DINI_ALLOW_REALLOC=1 \
	-DINI_HANDLER_LINENO=1 -DINI_CALL_HANDLER_ON_NEW_SECTION=1 \
	-DINI_ALLOW_INLINE_COMMENTS=0 -DINI_MAX_LINE=1048576
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
WIN_FLAGS = $(BASE) -O2 -isystem $(DEPS)/win/include -DUNICODE -D_UNICODE \
	-DWIN32_LEAN_AND_MEAN -D_WIN32_WINNT=0x0A00 -D__USE_MINGW_ANSI_STDIO=1
NATIVE_FLAGS = $(BASE) -O2 -isystem $(DEPS)/native/include
ASAN_FLAGS = $(NATIVE_FLAGS) -O1 $(SANITIZE)
FUZZ_FLAGS = $(ASAN_FLAGS) -fsanitize=fuzzer-no-link -Wno-string-conversion
# The programs' code is kept from the banned functions (io.h has some of them
# in its inline code), test code may use POSIX, inih is not ours to correct.
in_product := $(WARN) -include common/banned.h
in_test := $(WARN) -D_POSIX_C_SOURCE=200809L -Wno-conversion
place = $(if $(findstring posix/,$<),-D_DEFAULT_SOURCE) \
	$(if $(findstring /win/,$(filter-out %/ini.c,$<)),-include io.h) \
	$(if $(filter t/%,$<),$(in_test),$(if $(filter %/ini.c,$<),,$(in_product)))

NATIVE_LINK = -L$(DEPS)/native/lib -lsodium
# Sections on pages of the file are mapped by Wine, others are copied: a
# megabyte of code and three of debugging information for every process.
WIN_LINK = -static -Wl,--no-insert-timestamp,--file-alignment=4096 \
	-L$(DEPS)/win/lib -lsodium -ladvapi32 -luserenv -lbcrypt -lcrypt32 \
	-lshlwapi -lws2_32 -liphlpapi
CHECK_LINK := -lcheck -lcompat -lpthread -lm

# -- targets -----------------------------------------------------------------
.PHONY: all deps check check-unit check-wine demo fuzz lint dist clean
.DELETE_ON_ERROR .SECONDARY:

pe := $(programs:%=$(BUILD)/win/%.exe) $(helpers:%=$(BUILD)/win/t/%.exe)
all: $(pe) $(BUILD)/win/unit.exe $(BUILD)/native/fsp-import $(BUILD)/asan/unit \
	$(BUILD)/native/t/dead_server.so $(fuzz:%=$(BUILD)/asan/replay_%)

# Stamps named by content: what is built is right for all who share it.
sum = $(firstword $(shell cat $(1) | cksum))
installed := $(DEPS)/packages-$(call sum,deps/packages).done
built := $(DEPS)/%-$(call sum,deps/pins deps/build.sh).done
deps: $(subst %,native,$(built)) $(subst %,win,$(built))
$(installed):
	sh deps/install.sh $@
$(built): | $(installed)
	sh deps/build.sh $(DEPS) $* $@

# -- compile and link --------------------------------------------------------
compile = @mkdir -p $(@D); echo '  $(1) $@'; \
	$(1) $(place) $(2) -g -MMD -MP -c -o $@ $<
$(BUILD)/win/%.o: %.c | $(subst %,win,$(built))
	$(call compile,$(WINCC),$(WIN_FLAGS))
$(BUILD)/native/%.o: %.c | $(subst %,native,$(built))
	$(call compile,$(CC),$(NATIVE_FLAGS))
$(BUILD)/asan/%.o: %.c | $(subst %,native,$(built))
	$(call compile,$(CC),$(ASAN_FLAGS))
$(BUILD)/fuzz/%.o: %.c | $(subst %,native,$(built))
	$(call compile,clang,$(FUZZ_FLAGS))
vpath ini.c $(DEPS)/win/include
$(DEPS)/win/include/ini.c: | $(subst %,win,$(built))

# Archives, so that a program takes what it uses; 'q' because files of one
# name live in different folders.
archive = @rm -f $@ && ar qcs $@ $^
$(BUILD)/win/libcommon.a: $(patsubst %.c,$(BUILD)/win/%.o,$(common) $(common_win))
	$(archive)
$(BUILD)/%/libcore.a: $(addprefix $(BUILD)/%/,$(addsuffix .o, \
		$(basename $(core) $(fake) ini.c)))
	$(archive)
link = @mkdir -p $(@D); echo '  $(1) $@'; $(1) -o $@ $^ $(2)
win_objects = $(patsubst %.c,$(BUILD)/win/%.o,$(1)) $(BUILD)/win/libcommon.a
$(BUILD)/win/fspd.exe: $(call win_objects,$(daemon) $(daemon_win) messages.c)
$(BUILD)/win/messages.o: daemon/win/messages.mc | $(subst %,win,$(built))
	@mkdir -p $(@D) && x86_64-w64-mingw32-windmc -h $(@D) -r $(@D) $<
	x86_64-w64-mingw32-windres -I $(@D) $(@:.o=.rc) $@
$(BUILD)/win/fspctl.exe: $(call win_objects,$(ctl) $(ctl_win))
$(BUILD)/win/fsp-import.exe: $(call win_objects,$(importer) $(importer_win) ini.c)
$(programs:%=$(BUILD)/win/%.exe):
	$(call link,$(WINCC),-municode $(WIN_LINK))
$(BUILD)/native/fsp-import: $(patsubst %.c,$(BUILD)/native/%.o,$(posix) $(common) \
		$(importer) importer/main.c ini.c)
	$(call link,$(CC),$(NATIVE_LINK))
$(BUILD)/win/t/%.exe: $(BUILD)/win/t/helper/%.o $(BUILD)/win/libcommon.a
	$(call link,$(WINCC),-municode $(WIN_LINK))
$(BUILD)/native/t/%.so: t/preload/%.c
	@mkdir -p $(@D); echo '  $(CC) $@'; $(CC) $(BASE) $(WARN) -shared -fPIC -o $@ $<
$(BUILD)/win/unit.exe: $(call win_objects,$(unit_win))
	$(call link,$(WINCC),$(WIN_LINK) $(CHECK_LINK))
$(BUILD)/asan/unit: $(unit:%.c=$(BUILD)/asan/%.o) $(BUILD)/asan/libcore.a
	$(call link,$(CC),$(SANITIZE) $(NATIVE_LINK) $(CHECK_LINK))
$(BUILD)/asan/replay_%: $(BUILD)/asan/t/fuzz/replay.o \
		$(BUILD)/asan/t/fuzz/fuzz_%.o $(BUILD)/asan/libcore.a
	$(call link,$(CC),$(SANITIZE) $(NATIVE_LINK))
$(BUILD)/fuzz/fuzz_%: $(BUILD)/fuzz/t/fuzz/fuzz_%.o $(BUILD)/fuzz/libcore.a
	$(call link,clang,$(SANITIZE) -fsanitize=fuzzer $(NATIVE_LINK))

# -- test --------------------------------------------------------------------
export FSPD_BUILD := $(abspath $(BUILD))
check: all
	$(MAKE) lint
	prove -j$(JOBS) --timer $(tests)
check-unit: $(BUILD)/asan/unit $(BUILD)/win/unit.exe
	SUITE="$(SUITE)" prove $(if $(SUITE),--verbose) t/t0002-unit.t
check-wine: all
	prove -j$(JOBS) --timer $(filter-out t/t0002% t/t8% t/t9%,$(tests))
demo: $(pe)
	sh t/demo.sh
fuzz: $(fuzz:%=$(BUILD)/fuzz/fuzz_%)
	sh t/fuzz/run.sh $(SECONDS) $(fuzz)

dist:
	git archive --prefix=fspd-$(VERSION)/ -o fspd-$(VERSION).tar.gz HEAD
clean:
	rm -rf $(addprefix $(BUILD)/,win native asan fuzz lint t)

include conf/lint.mk conf/install.mk t/bench/rules.mk t/storm/rules.mk
-include $(shell find $(BUILD) -name '*.d' -type f 2>/dev/null)
