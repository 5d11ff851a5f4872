#ifndef RESOLVE_CFILESYSTEM_H
#define RESOLVE_CFILESYSTEM_H

#include <stdint.h>

/*
 * System calls that Swift cannot make: variadic fcntl(2), calls and flags that glibc declares only under _GNU_SOURCE, and
 * their equivalents on other systems. Each function returns 0, or the errno of the call.
 */

/*
 * Locks a whole file for writing, without waiting. The lock belongs to the open file description: it is released when the
 * last descriptor of that description is closed, and not when another one for the same file is closed. EAGAIN: the lock is
 * held elsewhere. Linux: fcntl(2) F_OFD_SETLK. Other systems: flock(2), whose locks also belong to the description.
 */
int resolve_lock(int descriptor);

/* Locks a whole file for reading, as resolve_lock does for writing: others may lock it for reading too. */
int resolve_lock_shared(int descriptor);

/*
 * Allocates the blocks of bytes 0..<size and makes the file at least that long. EOPNOTSUPP: the file system does not
 * support this, and nothing was done (glibc's posix_fallocate would write to every block instead).
 * Linux: fallocate(2), but on tmpfs only statfs(2) and ftruncate(2). macOS: fcntl(2) F_PREALLOCATE.
 */
int resolve_preallocate(int descriptor, int64_t size);

/*
 * Starts writing a range of a file to disk without waiting. This is a hint: systems without such a call do nothing.
 * Linux: sync_file_range(2).
 */
int resolve_start_writeback(int descriptor, int64_t offset, int64_t length);

/*
 * Waits until a file's bytes and length are on disk. Linux, FreeBSD: fdatasync(2). macOS: fcntl(2) F_FULLFSYNC, because
 * fsync(2) leaves the bytes in the drive's cache.
 */
int resolve_sync_data(int descriptor);

/* Waits until a directory's entries are on disk. fsync(2); macOS: fcntl(2) F_FULLFSYNC. */
int resolve_sync_folder(int descriptor);

#endif
