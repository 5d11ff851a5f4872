// CPUID and XGETBV.

#include "CHostProbe.h"

#include <errno.h>

#if defined(__x86_64__) || defined(__i386__)

#include <cpuid.h>

int host_probe_cpuid(uint32_t leaf, uint32_t subleaf, struct host_probe_registers *registers) {
    if (!__get_cpuid_count(leaf, subleaf, &registers->eax, &registers->ebx, &registers->ecx, &registers->edx)) {
        return ENOENT;
    }
    return 0;
}

int host_probe_xgetbv(uint32_t index, uint64_t *value) {
    struct host_probe_registers leaf1;
    // Without OSXSAVE (leaf 1, ECX bit 27) the instruction is undefined. Intel SDM, volume 2, XGETBV.
    if (host_probe_cpuid(1, 0, &leaf1) != 0 || !(leaf1.ecx & (1u << 27))) return ENOENT;
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(index));
    *value = ((uint64_t)high << 32) | low;
    return 0;
}

#else

int host_probe_cpuid(uint32_t leaf, uint32_t subleaf, struct host_probe_registers *registers) {
    (void)leaf, (void)subleaf, (void)registers;
    return HOST_PROBE_UNSUPPORTED;
}

int host_probe_xgetbv(uint32_t index, uint64_t *value) {
    (void)index, (void)value;
    return HOST_PROBE_UNSUPPORTED;
}

#endif
