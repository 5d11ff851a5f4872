#ifndef RESOLVE_CLIBCURL_H
#define RESOLVE_CLIBCURL_H

#include <curl/curl.h>

/*
 * libcurl, loaded when the first connection is made.
 *
 * Loading it at program start would cost every command 4 ms: it depends on 34 shared libraries, and some of them run
 * constructors. Each function calls the libcurl function of the same name without the prefix `resolve_`. Variadic
 * functions, which Swift cannot call, have one wrapper for each argument type. All functions except the first require
 * that the library is loaded.
 */

/* Loads and initializes libcurl (curl_global_init) once. Returns NULL, or the loader's message. Thread-safe. */
const char *resolve_curl_load(void);

CURL *resolve_curl_easy_init(void);
void resolve_curl_easy_cleanup(CURL *handle);
const char *resolve_curl_easy_strerror(CURLcode code);
CURLcode resolve_curl_easy_pause(CURL *handle, int directions);

CURLcode resolve_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode resolve_curl_set_large(CURL *handle, CURLoption option, long long value);
CURLcode resolve_curl_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode resolve_curl_set_pointer(CURL *handle, CURLoption option, void *value);

typedef size_t (*resolve_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);
CURLcode resolve_curl_set_callback(CURL *handle, CURLoption option, resolve_curl_data_callback value);

CURLcode resolve_curl_get_large(CURL *handle, CURLINFO what, long long *value);
CURLcode resolve_curl_get_long(CURL *handle, CURLINFO what, long *value);
CURLcode resolve_curl_get_text(CURL *handle, CURLINFO what, const char **value);

struct curl_slist *resolve_curl_slist_append(struct curl_slist *list, const char *line);
void resolve_curl_slist_free_all(struct curl_slist *list);

CURLM *resolve_curl_multi_init(void);
void resolve_curl_multi_cleanup(CURLM *multi);
CURLMcode resolve_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode resolve_curl_multi_add_handle(CURLM *multi, CURL *handle);
CURLMcode resolve_curl_multi_remove_handle(CURLM *multi, CURL *handle);
CURLMcode resolve_curl_multi_perform(CURLM *multi, int *running);
CURLMcode resolve_curl_multi_poll(CURLM *multi, int milliseconds);
CURLMcode resolve_curl_multi_wakeup(CURLM *multi);
CURLMsg *resolve_curl_multi_info_read(CURLM *multi, int *left);

/* CURLMsg contains a union, which Swift does not import by name. */
CURLcode resolve_curl_message_result(const CURLMsg *message);

CURLSH *resolve_curl_share_init(void);
void resolve_curl_share_cleanup(CURLSH *share);
CURLSHcode resolve_curl_share_set(CURLSH *share, CURLSHoption option, curl_lock_data what);

#endif
