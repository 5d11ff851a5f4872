// The first bytes of a file, and the names in a directory.

// Without this, readdir(3) in a 32-bit program fails for inode numbers of more than 32 bits.
#define _FILE_OFFSET_BITS 64

#include "CHostProbe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int host_probe_read(const char *path, void *bytes, size_t capacity, size_t *count) {
    FILE *file = fopen(path, "rb");
    if (!file) return errno;
    // Unbuffered: files in /proc are generated while they are read, so no more than needed is read.
    setvbuf(file, NULL, _IONBF, 0);
    errno = 0;
    *count = fread(bytes, 1, capacity, file);
    int failure = ferror(file) ? (errno ? errno : EIO) : 0;
    fclose(file);
    return failure;
}

#if defined(_WIN32)

int host_probe_list(const char *path, char *names, size_t capacity, size_t *count) {
    (void)path, (void)names, (void)capacity, (void)count;
    return HOST_PROBE_UNSUPPORTED;
}

#else

#include <dirent.h>

int host_probe_list(const char *path, char *names, size_t capacity, size_t *count) {
    DIR *folder = opendir(path);
    if (!folder) return errno;
    int failure = 0;
    *count = 0;
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(folder);
        if (!entry) {
            failure = errno;
            break;
        }
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        size_t size = strlen(entry->d_name) + 1;
        if (size > capacity - *count) {
            failure = ENOBUFS;
            break;
        }
        memcpy(names + *count, entry->d_name, size);
        *count += size;
    }
    closedir(folder);
    return failure;
}

#endif
