# make install: the native fsp-import, for every CI; the programs for Windows,
# to be copied there, are data here; and what people read. PREFIX is where it
# all will be, DESTDIR (a package's staging folder) stands in front of it.
windows := $(programs:%=$(BUILD)/win/%.exe)
place_in = install -D -m $(1) -t '$(DESTDIR)$(PREFIX)/$(2)' $(3)
share := $(DESTDIR)$(PREFIX)/share

.PHONY: install
install: $(windows) $(BUILD)/native/fsp-import
	$(call place_in,755,bin,$(BUILD)/native/fsp-import)
	$(call place_in,644,share/fspd/windows,$(windows))
	$(foreach n,1 5 7 8,$(call place_in,644,share/man/man$n,\
		$(wildcard man/*.$n)) &&) true
	$(call place_in,644,share/doc/fspd,README CHANGELOG LICENSE)
	$(call place_in,644,share/doc/fspd/examples,$(wildcard conf/examples/*.ini))
	$(call place_in,644,share/doc/fspd/examples/overlay,\
		$(wildcard conf/examples/overlay/*.ini))
	install -d '$(share)/bash-completion/completions'
	$(BUILD)/native/fsp-import completion bash \
		>'$(share)/bash-completion/completions/fsp-import'
	$(BUILD)/native/fsp-import completion powershell \
		>'$(share)/fspd/windows/fsp-import.ps1'
	chmod 644 '$(share)/bash-completion/completions/fsp-import' \
		'$(share)/fspd/windows/fsp-import.ps1'
