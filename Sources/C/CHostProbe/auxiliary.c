// The auxiliary vector: the kernel's description of the processor.

#include "CHostProbe.h"

#include <errno.h>

#if defined(__linux__)

#include <sys/auxv.h>

static int vector_entry(unsigned long type, uint64_t *value) {
    errno = 0;
    unsigned long entry = getauxval(type);
    // 0 is a valid value; only errno distinguishes it from an absent entry. getauxval(3), ERRORS.
    if (entry == 0 && errno == ENOENT) return ENOENT;
    *value = entry;
    return 0;
}

int host_probe_at_platform(const char **text) {
    uint64_t address;
    int failure = vector_entry(AT_PLATFORM, &address);
    if (failure) return failure;
    if (address == 0) return ENOENT;
    *text = (const char *)(uintptr_t)address;
    return 0;
}

#elif defined(__FreeBSD__)

#include <sys/auxv.h>

static int vector_entry(int type, uint64_t *value) {
    unsigned long entry;
    int failure = elf_aux_info(type, &entry, sizeof entry);
    if (failure) return failure;
    *value = entry;
    return 0;
}

int host_probe_at_platform(const char **text) {
    (void)text;
    return HOST_PROBE_UNSUPPORTED;
}

#else

#define AT_HWCAP 0
#define AT_HWCAP2 0

static int vector_entry(int type, uint64_t *value) {
    (void)type, (void)value;
    return HOST_PROBE_UNSUPPORTED;
}

int host_probe_at_platform(const char **text) {
    (void)text;
    return HOST_PROBE_UNSUPPORTED;
}

#endif

int host_probe_hwcap(uint64_t *value) {
    return vector_entry(AT_HWCAP, value);
}

int host_probe_hwcap2(uint64_t *value) {
    return vector_entry(AT_HWCAP2, value);
}
