# Everything works from a bare clone: each target does its own set-up.

PREFIX ?= /usr/local
BINARY = .build/release/resolve

.PHONY: help setup build demo test bench lint install clean

help:
	@echo 'make setup     install the Debian packages that are missing, for building and for testing'
	@echo 'make build     build the release binary: $(BINARY)'
	@echo 'make demo      make a six-platform image, serve it, explain it and pull it'
	@echo 'make test      run every test against the release binary'
	@echo 'make bench     measure the release binary beside other programs; the report goes to .bench'
	@echo 'make lint      check the formatting'
	@echo 'make install   copy the binary and its completions to PREFIX ($(PREFIX))'
	@echo 'make clean     remove what was built'

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

# Where Swift is not in PATH, as under sudo, the binary of an earlier `make build` is taken.
install:
	@if command -v swift >/dev/null; then $(MAKE) build; else test -x $(BINARY); fi
	@sh Scripts/install.sh $(BINARY) '$(DESTDIR)$(PREFIX)'

clean:
	rm -rf .build .demo .bench
