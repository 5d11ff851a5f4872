#define _GNU_SOURCE
#include "CFileSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#if defined(__linux__)
#include <linux/magic.h>
#include <sys/vfs.h>
#endif

static int lock_whole(int descriptor, int is_shared) {
#if defined(F_OFD_SETLK) && !defined(__APPLE__)
    short type = is_shared ? F_RDLCK : F_WRLCK;
    struct flock whole = {.l_type = type, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0, .l_pid = 0};
    if (fcntl(descriptor, F_OFD_SETLK, &whole) == 0) return 0;
    /* POSIX allows either error for a lock held by another process. */
    return errno == EACCES ? EAGAIN : errno;
#else
    return flock(descriptor, (is_shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 ? 0 : errno;
#endif
}

int resolve_lock(int descriptor) { return lock_whole(descriptor, 0); }

int resolve_lock_shared(int descriptor) { return lock_whole(descriptor, 1); }

#if defined(__linux__)
/* On tmpfs fallocate(2) allocates every page at once and blocks for 0.27 s per GiB. This checks the free memory instead. */
static int check_memory(int descriptor, const struct statfs *system, int64_t size) {
    struct stat file;
    if (fstat(descriptor, &file) != 0) return errno;
    uint64_t needed = (uint64_t)size - (uint64_t)file.st_blocks * 512;
    /* A tmpfs without a size limit reports a total of 0 blocks. */
    int is_limited = system->f_blocks != 0;
    if ((uint64_t)file.st_blocks * 512 < (uint64_t)size && is_limited
        && needed / (uint64_t)system->f_bsize >= (uint64_t)system->f_bavail)
        return ENOSPC;
    return file.st_size >= size || ftruncate(descriptor, size) == 0 ? 0 : errno;
}
#endif

int resolve_preallocate(int descriptor, int64_t size) {
#if defined(__linux__)
    struct statfs system;
    if (fstatfs(descriptor, &system) == 0 && system.f_type == TMPFS_MAGIC)
        return check_memory(descriptor, &system, size);
    return fallocate(descriptor, 0, 0, size) == 0 ? 0 : errno;
#elif defined(__APPLE__)
    off_t present = lseek(descriptor, 0, SEEK_END);
    if (present < 0) return errno;
    if (present >= size) return 0;
    fstore_t store = {.fst_flags = F_ALLOCATEALL, .fst_posmode = F_PEOFPOSMODE, .fst_offset = 0, .fst_length = size - present};
    if (fcntl(descriptor, F_PREALLOCATE, &store) != 0) return errno == ENOTSUP ? EOPNOTSUPP : errno;
    return ftruncate(descriptor, size) == 0 ? 0 : errno;
#else
    (void)descriptor;
    (void)size;
    return EOPNOTSUPP;
#endif
}

int resolve_start_writeback(int descriptor, int64_t offset, int64_t length) {
#if defined(__linux__)
    return sync_file_range(descriptor, offset, length, SYNC_FILE_RANGE_WRITE) == 0 ? 0 : errno;
#else
    (void)descriptor;
    (void)offset;
    (void)length;
    return 0;
#endif
}

int resolve_sync_data(int descriptor) {
#if defined(__APPLE__)
    if (fcntl(descriptor, F_FULLFSYNC) == 0) return 0;
    return fsync(descriptor) == 0 ? 0 : errno;
#else
    return fdatasync(descriptor) == 0 ? 0 : errno;
#endif
}

int resolve_sync_folder(int descriptor) {
#if defined(__APPLE__)
    if (fcntl(descriptor, F_FULLFSYNC) == 0) return 0;
#endif
    return fsync(descriptor) == 0 ? 0 : errno;
}
