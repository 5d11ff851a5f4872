// Prints a recording of all that C can ask this machine. It is built by the cross compilers of the emulation
// tests and run under qemu-user and wine; the package does not contain it.

#include "CHostProbe.h"

#include <stdio.h>
#include <string.h>

static const char *separator = "";

static void print_key(const char *key) {
    printf("%s\n\"%s\":", separator, key);
    separator = ",";
}

static void print_text(const char *key, const char *text) {
    print_key(key);
    putchar('"');
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\') printf("\\%c", byte);
        else if (byte < 0x20) printf("\\u%04x", byte);
        else putchar(byte);
    }
    putchar('"');
}

// An answer, "asked and not there", or nothing at all.
static void print_word(const char *key, int failure, unsigned long long word) {
    if (failure == HOST_PROBE_UNSUPPORTED) return;
    char text[32] = "";
    if (!failure) snprintf(text, sizeof text, "0x%llx", word);
    if (failure) {
        print_key(key);
        printf("null");
    } else {
        print_text(key, text);
    }
}

static void print_outcome(const char *key, int failure) {
    if (failure == HOST_PROBE_UNSUPPORTED) return;
    const char *name = failure ? host_probe_error_name(failure) : "ok";
    print_text(key, name ? name : "another errno");
}

static void print_cpuid(const char *key, uint32_t leaf, char which) {
    struct host_probe_registers registers;
    int failure = host_probe_cpuid(leaf, 0, &registers);
    print_word(key, failure, failure ? 0 : which == 'b' ? registers.ebx : registers.ecx);
}

static void print_processor(void) {
    print_cpuid("cpuid.1.ecx", 1, 'c');
    print_cpuid("cpuid.7.0.ebx", 7, 'b');
    print_cpuid("cpuid.0x80000001.ecx", 0x80000001, 'c');
    uint64_t word = 0;
    int failure = host_probe_xgetbv(0, &word);
    print_word("xgetbv.0", failure, word);
    failure = host_probe_hwcap(&word);
    print_word("AT_HWCAP", failure, word);
    failure = host_probe_hwcap2(&word);
    print_word("AT_HWCAP2", failure, word);
}

static void print_kernel(void) {
    char machine[256], release[256];
    if (host_probe_uname(machine, release, sizeof machine) == 0) {
        print_text("uname.machine", machine);
        print_text("uname.release", release);
    }
    const char *platform;
    if (host_probe_at_platform(&platform) == 0) print_text("AT_PLATFORM", platform);
    print_outcome("personality.linux32", host_probe_try_linux32());
    print_outcome("exec.elf32", host_probe_try_elf32());
}

static void print_registry_text(const char *name) {
    char text[256];
    int failure = host_probe_windows_text(name, text, sizeof text);
    if (failure == 0) print_text(name, text);
}

static void print_windows(void) {
    struct host_probe_windows_version version;
    if (host_probe_read_windows_version(&version) == 0) {
        print_key("RtlGetVersion");
        printf("[%u,%u,%u]", version.major, version.minor, version.build);
        print_key("RtlGetVersion.product");
        printf("%u", version.product);
    }
    uint32_t revision;
    if (host_probe_windows_number("UBR", &revision) == 0) {
        print_key("UBR");
        printf("%u", revision);
    }
    print_registry_text("DisplayVersion");
    print_registry_text("InstallationType");
    print_registry_text("EditionID");
    uint16_t machine = 0;
    int failure = host_probe_windows_native_machine(&machine);
    print_word("native_machine", failure, machine);
    if (host_probe_windows_feature(0) == HOST_PROBE_UNSUPPORTED) return;
    print_key("processor_features");
    putchar('[');
    const char *comma = "";
    for (uint32_t number = 0; number < 96; number++) {
        if (host_probe_windows_feature(number) != 1) continue;
        printf("%s%u", comma, number);
        comma = ",";
    }
    putchar(']');
}

int main(void) {
#if defined(_WIN32)
    const char *os = "windows";
#elif defined(__APPLE__)
    const char *os = "darwin";
#elif defined(__FreeBSD__)
    const char *os = "freebsd";
#else
    const char *os = "linux";
#endif
    printf("{\"format\":1,\"os\":\"%s\",\"probes\":{", os);
    print_text("process_arch", host_probe_process_arch());
    print_processor();
    print_kernel();
    print_windows();
    printf("\n}}\n");
    return 0;
}
