#ifndef RESOLVE_CFILETREE_H
#define RESOLVE_CFILETREE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * System calls for trees of files that Swift cannot make: those of sys/xattr.h, macros, and calls and flags that glibc
 * declares only under _GNU_SOURCE, with their equivalents on other systems. Unless stated otherwise, a function returns 0
 * or more, or the negative errno of the call.
 */

/* Opens a directory for reading; a symbolic link is refused with ELOOP or ENOTDIR. openat(2). */
int resolve_open_directory(int directory, const char *name);

/* Opens a file that exists for changing its attributes; a symbolic link is refused with ELOOP. openat(2). */
int resolve_open_existing(int directory, const char *name);

/* Creates a file that must not exist, open for writing. openat(2). */
int resolve_create_file(int directory, const char *name, mode_t mode);

/* Creates a device. mknodat(2) with makedev(3). */
int resolve_make_device(int directory, const char *name, mode_t mode, int is_block, uint32_t major, uint32_t minor);

/* The numbers of a device. major(3), minor(3). */
uint32_t resolve_device_major(uint64_t device);
uint32_t resolve_device_minor(uint64_t device);

/* The mode bits that this process clears of new files. Linux: /proc/self/status; -1 if it cannot be read. */
int resolve_umask(void);

/* Sets an extended attribute of an open file. fsetxattr(2). */
int resolve_set_attribute(int file, const char *name, const void *value, size_t count);

/* Sets an extended attribute of a file that is not followed if it is a symbolic link. lsetxattr(2). */
int resolve_set_link_attribute(const char *path, const char *name, const void *value, size_t count);

/* The value of an extended attribute of an open file: its size. fgetxattr(2). */
ssize_t resolve_attribute(int file, const char *name, void *value, size_t count);

/* The names of the extended attributes of an open file, each with a NUL behind it: their size. flistxattr(2). */
ssize_t resolve_attribute_names(int file, char *names, size_t count);

/* Removes an extended attribute of an open file. fremovexattr(2). */
int resolve_remove_attribute(int file, const char *name);

/* Whether a code means that a file system has no such attributes, or an attribute is missing. */
int resolve_is_no_attribute(int code);

/* Waits until everything on the file system of an open file is on disk. Linux: syncfs(2). Other systems: sync(2). */
int resolve_sync_file_system(int file);

#endif
