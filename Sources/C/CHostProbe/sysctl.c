// sysctlbyname(3) on macOS and FreeBSD.

#include "CHostProbe.h"

#if defined(__APPLE__) || defined(__FreeBSD__)

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <sys/sysctl.h>

int host_probe_sysctl_text(const char *name, char *text, size_t capacity) {
    if (capacity == 0) return ENOBUFS;
    size_t size = capacity - 1;
    // ENOMEM: the value was truncated, which is acceptable.
    if (sysctlbyname(name, text, &size, NULL, 0) != 0 && errno != ENOMEM) return errno;
    text[size < capacity ? size : capacity - 1] = '\0';
    return 0;
}

int host_probe_sysctl_number(const char *name, int64_t *value) {
    unsigned char bytes[8];
    size_t size = sizeof bytes;
    if (sysctlbyname(name, bytes, &size, NULL, 0) != 0) return errno;
    if (size == sizeof(int64_t)) {
        memcpy(value, bytes, sizeof(int64_t));
        return 0;
    }
    int32_t word;
    if (size != sizeof word) return EINVAL;
    memcpy(&word, bytes, sizeof word);
    *value = word;
    return 0;
}

#else

int host_probe_sysctl_text(const char *name, char *text, size_t capacity) {
    (void)name, (void)text, (void)capacity;
    return HOST_PROBE_UNSUPPORTED;
}

int host_probe_sysctl_number(const char *name, int64_t *value) {
    (void)name, (void)value;
    return HOST_PROBE_UNSUPPORTED;
}

#endif
