#include "CLateLibrary.h"

void *resolve_late_library_open(const char *file, const char **problem) {
    /* Lazily: binding every symbol of libcurl's 34 libraries now takes 3 ms, and few are called. */
    void *handle = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
    if (!handle) *problem = dlerror();
    return handle;
}
