#ifndef RESOLVE_CLIBARCHIVE_H
#define RESOLVE_CLIBARCHIVE_H

#include <archive.h>
#include <archive_entry.h>
#include <stdint.h>

/*
 * libarchive, loaded when the first archive is opened: few commands need it, and it has dependencies of its own.
 *
 * Each function calls the libarchive function of the same name without the prefix `resolve_`. All functions except the
 * first require that the library is loaded.
 */

/* Loads libarchive once. Returns NULL, or the loader's message. Thread-safe. */
const char *resolve_archive_load(void);

/* The callbacks of archive.h as function pointers, the form that Swift imports. */
typedef la_ssize_t (*resolve_archive_read_callback)(struct archive *archive, void *context, const void **bytes);
typedef la_int64_t (*resolve_archive_skip_callback)(struct archive *archive, void *context, la_int64_t count);
typedef la_ssize_t (*resolve_archive_write_callback)(struct archive *archive, void *context, const void *bytes,
                                                     size_t count);

const char *resolve_archive_error_string(struct archive *archive);

struct archive *resolve_archive_read_new(void);
int resolve_archive_read_free(struct archive *archive);
int resolve_archive_read_support_filter_gzip(struct archive *archive);
int resolve_archive_read_support_filter_bzip2(struct archive *archive);
int resolve_archive_read_support_filter_xz(struct archive *archive);
int resolve_archive_read_support_filter_zstd(struct archive *archive);
int resolve_archive_read_support_format_tar(struct archive *archive);
int resolve_archive_read_support_format_raw(struct archive *archive);
int resolve_archive_read_set_format_option(struct archive *archive, const char *format, const char *option,
                                           const char *value);
int resolve_archive_read_open2(struct archive *archive, void *context, resolve_archive_read_callback read,
                               resolve_archive_skip_callback skip);
int resolve_archive_read_next_header(struct archive *archive, struct archive_entry **entry);
int resolve_archive_read_data_block(struct archive *archive, const void **bytes, size_t *count, la_int64_t *offset);
la_int64_t resolve_archive_filter_bytes(struct archive *archive, int filter);

struct archive_entry *resolve_archive_entry_new(void);
void resolve_archive_entry_free(struct archive_entry *entry);
const char *resolve_archive_entry_pathname(struct archive_entry *entry);
const char *resolve_archive_entry_pathname_utf8(struct archive_entry *entry);
const char *resolve_archive_entry_hardlink(struct archive_entry *entry);
const char *resolve_archive_entry_hardlink_utf8(struct archive_entry *entry);
const char *resolve_archive_entry_symlink(struct archive_entry *entry);
const char *resolve_archive_entry_symlink_utf8(struct archive_entry *entry);
la_int64_t resolve_archive_entry_size(struct archive_entry *entry);
int resolve_archive_entry_perm(struct archive_entry *entry);
int resolve_archive_entry_sparse_count(struct archive_entry *entry);
la_int64_t resolve_archive_entry_uid(struct archive_entry *entry);
la_int64_t resolve_archive_entry_gid(struct archive_entry *entry);
la_int64_t resolve_archive_entry_mtime(struct archive_entry *entry);
long resolve_archive_entry_mtime_nsec(struct archive_entry *entry);
int resolve_archive_entry_mtime_is_set(struct archive_entry *entry);
uint32_t resolve_archive_entry_rdevmajor(struct archive_entry *entry);
uint32_t resolve_archive_entry_rdevminor(struct archive_entry *entry);
int resolve_archive_entry_xattr_reset(struct archive_entry *entry);
int resolve_archive_entry_xattr_next(struct archive_entry *entry, const char **name, const void **value,
                                     size_t *count);

/* File types are macros with a cast, which Swift does not import. */
int resolve_archive_entry_is_file(struct archive_entry *entry);
int resolve_archive_entry_is_folder(struct archive_entry *entry);
int resolve_archive_entry_is_link(struct archive_entry *entry);
int resolve_archive_entry_is_character_device(struct archive_entry *entry);
int resolve_archive_entry_is_block_device(struct archive_entry *entry);
int resolve_archive_entry_is_pipe(struct archive_entry *entry);
void resolve_archive_entry_set_file(struct archive_entry *entry);
void resolve_archive_entry_set_pathname(struct archive_entry *entry, const char *name);
void resolve_archive_entry_set_size(struct archive_entry *entry, la_int64_t size);
void resolve_archive_entry_set_perm(struct archive_entry *entry, int mode);
void resolve_archive_entry_set_mtime(struct archive_entry *entry, la_int64_t seconds, long nanoseconds);

struct archive *resolve_archive_write_new(void);
int resolve_archive_write_free(struct archive *archive);
int resolve_archive_write_add_filter_gzip(struct archive *archive);
int resolve_archive_write_set_format_raw(struct archive *archive);
int resolve_archive_write_set_format_pax_restricted(struct archive *archive);
int resolve_archive_write_set_filter_option(struct archive *archive, const char *filter, const char *option,
                                            const char *value);
int resolve_archive_write_set_bytes_per_block(struct archive *archive, int bytes);
int resolve_archive_write_set_bytes_in_last_block(struct archive *archive, int bytes);
int resolve_archive_write_open(struct archive *archive, void *context, resolve_archive_write_callback write);
int resolve_archive_write_header(struct archive *archive, struct archive_entry *entry);
la_ssize_t resolve_archive_write_data(struct archive *archive, const void *bytes, size_t count);
int resolve_archive_write_close(struct archive *archive);

#endif
