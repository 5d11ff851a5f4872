#define _GNU_SOURCE
#include "CFileTree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/sysmacros.h>
#endif

static int answer(int result) { return result < 0 ? -errno : result; }

int resolve_open_directory(int directory, const char *name) {
    return answer(openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

int resolve_open_existing(int directory, const char *name) {
    return answer(openat(directory, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
}

int resolve_create_file(int directory, const char *name, mode_t mode) {
    return answer(openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
}

int resolve_make_device(int directory, const char *name, mode_t mode, int is_block, uint32_t major, uint32_t minor) {
    mode_t kind = is_block ? S_IFBLK : S_IFCHR;
    return answer(mknodat(directory, name, kind | mode, makedev(major, minor)));
}

uint32_t resolve_device_major(uint64_t device) { return (uint32_t)major((dev_t)device); }

uint32_t resolve_device_minor(uint64_t device) { return (uint32_t)minor((dev_t)device); }

int resolve_umask(void) {
#if defined(__linux__)
    /* umask(2) can be read only by setting it, which other threads would notice. */
    char text[2048];
    int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return -1;
    text[count] = 0;
    unsigned mask;
    const char *line = strstr(text, "Umask:");
    return line && sscanf(line, "Umask: %o", &mask) == 1 ? (int)mask : -1;
#else
    return -1;
#endif
}

#if defined(__APPLE__)
int resolve_set_attribute(int file, const char *name, const void *value, size_t count) {
    return answer(fsetxattr(file, name, value, count, 0, 0));
}

int resolve_set_link_attribute(const char *path, const char *name, const void *value, size_t count) {
    return answer(setxattr(path, name, value, count, 0, XATTR_NOFOLLOW));
}

ssize_t resolve_attribute(int file, const char *name, void *value, size_t count) {
    ssize_t size = fgetxattr(file, name, value, count, 0, 0);
    return size < 0 ? -errno : size;
}

ssize_t resolve_attribute_names(int file, char *names, size_t count) {
    ssize_t size = flistxattr(file, names, count, 0);
    return size < 0 ? -errno : size;
}

int resolve_remove_attribute(int file, const char *name) { return answer(fremovexattr(file, name, 0)); }
#else
int resolve_set_attribute(int file, const char *name, const void *value, size_t count) {
    return answer(fsetxattr(file, name, value, count, 0));
}

int resolve_set_link_attribute(const char *path, const char *name, const void *value, size_t count) {
    return answer(lsetxattr(path, name, value, count, 0));
}

ssize_t resolve_attribute(int file, const char *name, void *value, size_t count) {
    ssize_t size = fgetxattr(file, name, value, count);
    return size < 0 ? -errno : size;
}

ssize_t resolve_attribute_names(int file, char *names, size_t count) {
    ssize_t size = flistxattr(file, names, count);
    return size < 0 ? -errno : size;
}

int resolve_remove_attribute(int file, const char *name) { return answer(fremovexattr(file, name)); }
#endif

int resolve_is_no_attribute(int code) {
#if defined(ENOATTR) && ENOATTR != ENODATA
    if (code == ENOATTR) return 1;
#endif
    return code == ENOTSUP || code == EOPNOTSUPP || code == ENODATA;
}

int resolve_sync_file_system(int file) {
#if defined(__linux__)
    return answer(syncfs(file));
#else
    (void)file;
    sync();
    return 0;
#endif
}
