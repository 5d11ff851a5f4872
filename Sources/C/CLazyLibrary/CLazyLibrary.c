#include "CLazyLibrary.h"

#include <dlfcn.h>
#include <string.h>

#ifdef __APPLE__
#include <stdio.h>

/* Homebrew's directories on Arm and Intel, which are not on the loader's search path. */
static const char *const folders[] = {
    "/opt/homebrew/lib", "/opt/homebrew/opt/openssl@3/lib", "/usr/local/lib", "/usr/local/opt/openssl@3/lib"};

static void *open_elsewhere(const char *file) {
    char path[256];
    for (size_t index = 0; index < sizeof folders / sizeof *folders; index++) {
        snprintf(path, sizeof path, "%s/%s", folders[index], file);
        void *handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
        if (handle) return handle;
    }
    return NULL;
}
#endif

void *resolve_lazy_library_open(const char *file, const char **problem) {
    /* Lazy binding: binding every symbol of libcurl's 34 libraries takes 3 ms, and few of them are called. */
    void *handle = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
    /* Copied, because the message of dlerror(3) is freed when this thread ends. */
    if (!handle) *problem = strdup(dlerror());
#ifdef __APPLE__
    if (!handle) handle = open_elsewhere(file);
#endif
    return handle;
}
