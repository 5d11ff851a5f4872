// uname(2) and the current personality(2).

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

#if defined(__linux__)

#include <sys/personality.h>

int host_probe_personality(unsigned long *value) {
    int answer = personality(0xffffffff);  // This value only asks. personality(2).
    if (answer == -1) return errno;
    *value = (unsigned int)answer;
    return 0;
}

#else

int host_probe_personality(unsigned long *value) {
    (void)value;
    return HOST_PROBE_UNSUPPORTED;
}

#endif
