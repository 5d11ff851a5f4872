#include "CLibarchive.h"

#include "CLazyLibrary.h"

#ifdef __APPLE__
#define LIBRARY "libarchive.13.dylib"
#else
#define LIBRARY "libarchive.so.13"
#endif

#define FUNCTIONS(each)                                                                                               \
    each(archive_error_string) each(archive_read_new) each(archive_read_free) each(archive_read_support_filter_gzip)  \
    each(archive_read_support_filter_bzip2) each(archive_read_support_filter_xz)                                      \
    each(archive_read_support_filter_zstd) each(archive_read_support_format_tar)                                      \
    each(archive_read_support_format_raw) each(archive_read_set_format_option) each(archive_read_open2)               \
    each(archive_read_next_header) each(archive_read_data_block) each(archive_filter_bytes) each(archive_entry_new)   \
    each(archive_entry_free) each(archive_entry_pathname) each(archive_entry_pathname_utf8)                           \
    each(archive_entry_hardlink) each(archive_entry_hardlink_utf8) each(archive_entry_symlink)                        \
    each(archive_entry_symlink_utf8) each(archive_entry_size) each(archive_entry_perm)                                \
    each(archive_entry_sparse_count) each(archive_entry_filetype) each(archive_entry_set_filetype)                    \
    each(archive_entry_set_pathname) each(archive_entry_set_size) each(archive_entry_set_perm)                        \
    each(archive_entry_set_mtime) each(archive_write_set_format_pax_restricted)                                       \
    each(archive_write_new) each(archive_write_free) each(archive_write_add_filter_gzip)                              \
    each(archive_write_set_format_raw) each(archive_write_set_filter_option) each(archive_write_set_bytes_per_block)  \
    each(archive_write_set_bytes_in_last_block) each(archive_write_open) each(archive_write_header)                   \
    each(archive_write_data) each(archive_write_close) each(archive_entry_uid) each(archive_entry_gid)                \
    each(archive_entry_mtime) each(archive_entry_mtime_nsec) each(archive_entry_mtime_is_set)                         \
    each(archive_entry_rdevmajor) each(archive_entry_rdevminor) each(archive_entry_xattr_reset)                       \
    each(archive_entry_xattr_next)

RESOLVE_LAZY_LIBRARY(FUNCTIONS, resolve_archive_load, NULL)

const char *resolve_archive_error_string(struct archive *archive) { return library.archive_error_string(archive); }

struct archive *resolve_archive_read_new(void) { return library.archive_read_new(); }

int resolve_archive_read_free(struct archive *archive) { return library.archive_read_free(archive); }

int resolve_archive_read_support_filter_gzip(struct archive *archive) {
    return library.archive_read_support_filter_gzip(archive);
}

int resolve_archive_read_support_filter_bzip2(struct archive *archive) {
    return library.archive_read_support_filter_bzip2(archive);
}

int resolve_archive_read_support_filter_xz(struct archive *archive) {
    return library.archive_read_support_filter_xz(archive);
}

int resolve_archive_read_support_filter_zstd(struct archive *archive) {
    return library.archive_read_support_filter_zstd(archive);
}

int resolve_archive_read_support_format_tar(struct archive *archive) {
    return library.archive_read_support_format_tar(archive);
}

int resolve_archive_read_support_format_raw(struct archive *archive) {
    return library.archive_read_support_format_raw(archive);
}

int resolve_archive_read_set_format_option(struct archive *archive, const char *format, const char *option,
                                           const char *value) {
    return library.archive_read_set_format_option(archive, format, option, value);
}

int resolve_archive_read_open2(struct archive *archive, void *context, resolve_archive_read_callback read,
                               resolve_archive_skip_callback skip) {
    return library.archive_read_open2(archive, context, NULL, read, skip, NULL);
}

int resolve_archive_read_next_header(struct archive *archive, struct archive_entry **entry) {
    return library.archive_read_next_header(archive, entry);
}

int resolve_archive_read_data_block(struct archive *archive, const void **bytes, size_t *count, la_int64_t *offset) {
    return library.archive_read_data_block(archive, bytes, count, offset);
}

la_int64_t resolve_archive_filter_bytes(struct archive *archive, int filter) {
    return library.archive_filter_bytes(archive, filter);
}

struct archive_entry *resolve_archive_entry_new(void) { return library.archive_entry_new(); }

void resolve_archive_entry_free(struct archive_entry *entry) { library.archive_entry_free(entry); }

const char *resolve_archive_entry_pathname(struct archive_entry *entry) {
    return library.archive_entry_pathname(entry);
}

const char *resolve_archive_entry_pathname_utf8(struct archive_entry *entry) {
    return library.archive_entry_pathname_utf8(entry);
}

const char *resolve_archive_entry_hardlink(struct archive_entry *entry) {
    return library.archive_entry_hardlink(entry);
}

const char *resolve_archive_entry_hardlink_utf8(struct archive_entry *entry) {
    return library.archive_entry_hardlink_utf8(entry);
}

const char *resolve_archive_entry_symlink(struct archive_entry *entry) {
    return library.archive_entry_symlink(entry);
}

const char *resolve_archive_entry_symlink_utf8(struct archive_entry *entry) {
    return library.archive_entry_symlink_utf8(entry);
}

la_int64_t resolve_archive_entry_size(struct archive_entry *entry) { return library.archive_entry_size(entry); }

int resolve_archive_entry_perm(struct archive_entry *entry) { return (int)library.archive_entry_perm(entry); }

int resolve_archive_entry_sparse_count(struct archive_entry *entry) {
    return library.archive_entry_sparse_count(entry);
}

la_int64_t resolve_archive_entry_uid(struct archive_entry *entry) { return library.archive_entry_uid(entry); }

la_int64_t resolve_archive_entry_gid(struct archive_entry *entry) { return library.archive_entry_gid(entry); }

la_int64_t resolve_archive_entry_mtime(struct archive_entry *entry) { return library.archive_entry_mtime(entry); }

long resolve_archive_entry_mtime_nsec(struct archive_entry *entry) { return library.archive_entry_mtime_nsec(entry); }

int resolve_archive_entry_mtime_is_set(struct archive_entry *entry) {
    return library.archive_entry_mtime_is_set(entry);
}

uint32_t resolve_archive_entry_rdevmajor(struct archive_entry *entry) {
    return (uint32_t)library.archive_entry_rdevmajor(entry);
}

uint32_t resolve_archive_entry_rdevminor(struct archive_entry *entry) {
    return (uint32_t)library.archive_entry_rdevminor(entry);
}

int resolve_archive_entry_xattr_reset(struct archive_entry *entry) { return library.archive_entry_xattr_reset(entry); }

int resolve_archive_entry_xattr_next(struct archive_entry *entry, const char **name, const void **value,
                                     size_t *count) {
    return library.archive_entry_xattr_next(entry, name, value, count);
}

int resolve_archive_entry_is_character_device(struct archive_entry *entry) {
    return library.archive_entry_filetype(entry) == AE_IFCHR;
}

int resolve_archive_entry_is_block_device(struct archive_entry *entry) {
    return library.archive_entry_filetype(entry) == AE_IFBLK;
}

int resolve_archive_entry_is_pipe(struct archive_entry *entry) {
    return library.archive_entry_filetype(entry) == AE_IFIFO;
}

int resolve_archive_entry_is_file(struct archive_entry *entry) {
    return library.archive_entry_filetype(entry) == AE_IFREG;
}

int resolve_archive_entry_is_folder(struct archive_entry *entry) {
    return library.archive_entry_filetype(entry) == AE_IFDIR;
}

int resolve_archive_entry_is_link(struct archive_entry *entry) {
    return library.archive_entry_filetype(entry) == AE_IFLNK;
}

void resolve_archive_entry_set_file(struct archive_entry *entry) {
    library.archive_entry_set_filetype(entry, AE_IFREG);
}

void resolve_archive_entry_set_pathname(struct archive_entry *entry, const char *name) {
    library.archive_entry_set_pathname(entry, name);
}

void resolve_archive_entry_set_size(struct archive_entry *entry, la_int64_t size) {
    library.archive_entry_set_size(entry, size);
}

void resolve_archive_entry_set_perm(struct archive_entry *entry, int mode) {
    library.archive_entry_set_perm(entry, (__LA_MODE_T)mode);
}

void resolve_archive_entry_set_mtime(struct archive_entry *entry, la_int64_t seconds, long nanoseconds) {
    library.archive_entry_set_mtime(entry, (time_t)seconds, nanoseconds);
}

struct archive *resolve_archive_write_new(void) { return library.archive_write_new(); }

int resolve_archive_write_free(struct archive *archive) { return library.archive_write_free(archive); }

int resolve_archive_write_add_filter_gzip(struct archive *archive) {
    return library.archive_write_add_filter_gzip(archive);
}

int resolve_archive_write_set_format_raw(struct archive *archive) {
    return library.archive_write_set_format_raw(archive);
}

int resolve_archive_write_set_format_pax_restricted(struct archive *archive) {
    return library.archive_write_set_format_pax_restricted(archive);
}

int resolve_archive_write_set_filter_option(struct archive *archive, const char *filter, const char *option,
                                            const char *value) {
    return library.archive_write_set_filter_option(archive, filter, option, value);
}

int resolve_archive_write_set_bytes_per_block(struct archive *archive, int bytes) {
    return library.archive_write_set_bytes_per_block(archive, bytes);
}

int resolve_archive_write_set_bytes_in_last_block(struct archive *archive, int bytes) {
    return library.archive_write_set_bytes_in_last_block(archive, bytes);
}

int resolve_archive_write_open(struct archive *archive, void *context, resolve_archive_write_callback write) {
    return library.archive_write_open(archive, context, NULL, write, NULL);
}

int resolve_archive_write_header(struct archive *archive, struct archive_entry *entry) {
    return library.archive_write_header(archive, entry);
}

la_ssize_t resolve_archive_write_data(struct archive *archive, const void *bytes, size_t count) {
    return library.archive_write_data(archive, bytes, count);
}

int resolve_archive_write_close(struct archive *archive) { return library.archive_write_close(archive); }
