// uname(2).

#include "CHostProbe.h"

#include <errno.h>
#include <stdio.h>

#if defined(_WIN32)

int host_probe_uname(char *machine, char *release, size_t capacity) {
    (void)machine, (void)release, (void)capacity;
    return HOST_PROBE_UNSUPPORTED;
}

#else

#include <sys/utsname.h>

int host_probe_uname(char *machine, char *release, size_t capacity) {
    struct utsname answer;
    if (uname(&answer) != 0) return errno;
    snprintf(machine, capacity, "%s", answer.machine);
    snprintf(release, capacity, "%s", answer.release);
    return 0;
}

#endif
