# make lint: compilers' analysers, formats, shellcheck and cppcheck. Stamps that
# follow the objects, so that a second run is quick.
text := $(product) $(wildcard $(addsuffix /*.[ch],t/* t/*/*) \
	$(addsuffix /*.h,common common/* importer daemon daemon/*))
scripts := $(wildcard .ci/run deps/*.sh t/*.sh t/*/*.sh t/*.t)
lint: $(core:%.c=$(BUILD)/lint/%.core) $(win:%.c=$(BUILD)/lint/%.win) \
	$(BUILD)/lint/text.done
tidy = clang-tidy --quiet $< -- $(1) 2>$@.said || { cat $@.said; false; }
$(BUILD)/lint/%.core: %.c .clang-tidy $(BUILD)/asan/%.o
	@mkdir -p $(@D); echo '  lint $<'
	@$(CC) $(place) $(NATIVE_FLAGS) -fanalyzer -c -o /dev/null $<
	@$(call tidy,$(NATIVE_FLAGS))
	@touch $@
$(BUILD)/lint/%.win: %.c .clang-tidy $(BUILD)/win/%.o
	@mkdir -p $(@D); echo '  lint $<'
	@$(call tidy,--target=x86_64-w64-mingw32 $(WIN_FLAGS))
	@touch $@
$(BUILD)/lint/text.done: $(text) $(scripts) .clang-format
	@mkdir -p $(@D)/cppcheck
	clang-format --dry-run -Werror $(text)
	shellcheck --severity=warning $(scripts)
	cppcheck --quiet --std=c11 --enable=warning,performance,portability \
		--inline-suppr --error-exitcode=1 -I. -Icommon \
		--cppcheck-build-dir=$(@D)/cppcheck $(product) $(fake) $(wildcard t/helper/*.c)
	@touch $@
