#include "CLazyLibrary.h"

#include <dlfcn.h>
#include <string.h>

#ifdef __APPLE__
#include <stdio.h>

/* Homebrew's folders for Arm and for Intel, which are not among those that the loader looks through. */
static const char *const folders[] = {
    "/opt/homebrew/lib", "/opt/homebrew/opt/openssl@3/lib", "/usr/local/lib", "/usr/local/opt/openssl@3/lib"};

static void *open_elsewhere(const char *file) {
    char path[256];
    for (size_t place = 0; place < sizeof folders / sizeof *folders; place++) {
        snprintf(path, sizeof path, "%s/%s", folders[place], file);
        void *handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
        if (handle) return handle;
    }
    return NULL;
}
#endif

void *resolve_lazy_library_open(const char *file, const char **problem) {
    /* Lazily: binding every symbol of libcurl's 34 libraries now takes 3 ms, and few are called. */
    void *handle = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
    /* A copy: dlerror's words end with the thread that asked for them, and this may be one that only loads. */
    if (!handle) *problem = strdup(dlerror());
#ifdef __APPLE__
    if (!handle) handle = open_elsewhere(file);
#endif
    return handle;
}
