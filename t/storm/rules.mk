# storm, which t/t5001-storm.t runs: fspd against a model, under Wine.
storm := storm model edits import ask compare noise
$(BUILD)/win/t/storm.exe: $(storm:%=$(BUILD)/win/t/storm/%.o) \
		$(BUILD)/win/libcommon.a
	$(call link,$(WINCC),-municode $(WIN_LINK))

# The acceptance run, of hours: what make check does for seconds, for long.
.PHONY: soak
soak: all
	FSPD_KILLS=200 TEST_LIMIT=1800 prove t/t1007-killed.t
	FSPD_SEED=$$(date +%s) FSPD_KILLS=200000 SUITE=killed \
		prove t/t0002-unit.t
	FSPD_SEED=$$(date +%s) FSPD_STORM=600 TEST_LIMIT=1800 \
		prove -v t/t5001-storm.t
	FSPD_SEED=$$(date +%s) SUITE=simulation prove t/t0002-unit.t
	$(MAKE) fuzz SECONDS=3600
