// uname(2), and the size of a page.

#include "CHostProbe.h"

#include <errno.h>
#include <stdio.h>

#if defined(_WIN32)

int host_probe_uname(char *machine, char *release, size_t capacity) {
    (void)machine, (void)release, (void)capacity;
    return HOST_PROBE_UNSUPPORTED;
}

int host_probe_page_size(int64_t *bytes) {
    (void)bytes;
    return HOST_PROBE_UNSUPPORTED;
}

#else

#include <sys/utsname.h>
#include <unistd.h>

int host_probe_page_size(int64_t *bytes) {
    *bytes = sysconf(_SC_PAGESIZE);
    return *bytes > 0 ? 0 : errno;
}

int host_probe_uname(char *machine, char *release, size_t capacity) {
    struct utsname answer;
    if (uname(&answer) != 0) return errno;
    snprintf(machine, capacity, "%s", answer.machine);
    snprintf(release, capacity, "%s", answer.release);
    return 0;
}

#endif
