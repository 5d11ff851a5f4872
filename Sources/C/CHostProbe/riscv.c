// riscv_hwprobe(2), which not every C library wraps.

#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CHostProbe.h"

#if defined(__linux__) && defined(__riscv)

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef __NR_riscv_hwprobe
#define __NR_riscv_hwprobe 258
#endif

int host_probe_riscv_hwprobe(int64_t key, uint64_t *value) {
    struct {
        int64_t key;
        uint64_t value;
    } pair = {key, 0};
    if (syscall(__NR_riscv_hwprobe, &pair, 1, 0, NULL, 0) != 0) return errno;
    // The kernel overwrites an unknown key. Documentation/arch/riscv/hwprobe.rst.
    if (pair.key != key) return ENOENT;
    *value = pair.value;
    return 0;
}

#else

int host_probe_riscv_hwprobe(int64_t key, uint64_t *value) {
    (void)key, (void)value;
    return HOST_PROBE_UNSUPPORTED;
}

#endif
