# Works from a bare clone: targets that build or run something install what they need first, on Debian and Ubuntu.

PREFIX ?= /usr/local
BINARY = .build/release/resolve

.PHONY: help setup build demo test bench lint docs dist install uninstall clean

help:
	@echo 'make setup      install the Debian packages that building and testing need and that are missing'
	@echo 'make build      build the release binary: $(BINARY)'
	@echo 'make demo       make an image for six platforms, serve it, explain it and pull it'
	@echo 'make test       run all tests with the release binary'
	@echo 'make bench      compare the release binary with other programs; the report goes to .bench'
	@echo 'make lint       check the formatting'
	@echo 'make docs       build the documentation: .docs/ImageResolver.doccarchive'
	@echo 'make dist       pack the release binary: a tar archive, a Debian package and SHA256SUMS in .dist'
	@echo 'make install    install the binary, its completions and manual pages under PREFIX ($(PREFIX))'
	@echo 'make uninstall  remove what `make install` wrote'
	@echo 'make clean      remove everything that was built'

setup:
	@sh Scripts/setup.sh test

build:
	@sh Scripts/setup.sh build
	@sh Scripts/build.sh

demo: build
	@sh Scripts/demo.sh $(BINARY)

test: setup
	@bash Scripts/test.sh

bench:
	@sh Scripts/setup.sh bench
	@sh Scripts/bench.sh $(BENCH)

lint:
	swift format lint --strict --recursive Package.swift Sources Tests Platforms

docs:
	@sh Scripts/setup.sh build
	@mkdir -p .docs
	swift package --allow-writing-to-directory .docs generate-documentation --target ImageResolver \
	    --output-path .docs/ImageResolver.doccarchive --warnings-as-errors

dist:
	@if [ '$(origin BINARY)' = file ]; then $(MAKE) build; fi
	@sh Scripts/dist.sh '$(BINARY)'

# `make install BINARY=FILE` installs that file. Otherwise the binary is built first, except where Swift is not in PATH, as
# under sudo: there it is that of an earlier `make build`.
install:
	@if [ '$(origin BINARY)' != file ] || ! command -v swift >/dev/null; then test -x '$(BINARY)'; else $(MAKE) build; fi
	@sh Scripts/install.sh install '$(BINARY)' '$(DESTDIR)$(PREFIX)'

uninstall:
	@sh Scripts/install.sh uninstall '$(DESTDIR)$(PREFIX)'

clean:
	rm -rf .build .build-* .demo .bench .docs .dist
