# make bench: every fixed figure with its peer, in one run. QUICK=1 makes it a
# short one; BENCH holds options of t/bench/run.sh, such as '--json'.
bench_win := calls load live barewatch barepipes spawn barevalues
bench_native := report stopwatch bareinih
.PHONY: bench
bench: $(programs:%=$(BUILD)/win/%.exe) $(BUILD)/native/fsp-import \
		$(patsubst %,$(BUILD)/win/t/%.exe,toyfs pipeclient pipeserver) \
		$(bench_win:%=$(BUILD)/win/bench/%.exe) \
		$(bench_native:%=$(BUILD)/native/bench/%)
	@QUICK=$(QUICK) sh t/bench/run.sh $(BENCH)

$(BUILD)/win/bench/%.exe: $(BUILD)/win/t/bench/win/%.o $(BUILD)/win/libcommon.a
	$(call link,$(WINCC),-municode $(WIN_LINK))
$(BUILD)/native/bench/report: $(patsubst %,$(BUILD)/native/t/bench/%.o,report \
		figures stats chart)
$(BUILD)/native/bench/bareinih: $(BUILD)/native/t/bench/bareinih.o \
		$(BUILD)/native/ini.o
$(BUILD)/native/bench/stopwatch: $(BUILD)/native/t/bench/stopwatch.o
$(bench_native:%=$(BUILD)/native/bench/%):
	$(call link,$(CC),-lm)
