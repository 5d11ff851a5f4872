#ifndef RESOLVE_CLIBCURL_SHIM_H
#define RESOLVE_CLIBCURL_SHIM_H

#include <curl/curl.h>

/* Swift cannot call C variadics: one typed wrapper for each kind of argument, and nothing else. */

static inline CURLcode resolve_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode resolve_curl_set_large(CURL *handle, CURLoption option, long long value) {
    return curl_easy_setopt(handle, option, (curl_off_t)value);
}

static inline CURLcode resolve_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode resolve_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*resolve_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode resolve_curl_set_callback(CURL *handle, CURLoption option, resolve_curl_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode resolve_curl_get_large(CURL *handle, CURLINFO what, long long *value) {
    curl_off_t answer = 0;
    CURLcode code = curl_easy_getinfo(handle, what, &answer);
    *value = (long long)answer;
    return code;
}

static inline CURLcode resolve_curl_get_text(CURL *handle, CURLINFO what, const char **value) {
    return curl_easy_getinfo(handle, what, value);
}

static inline CURLcode resolve_curl_get_pointer(CURL *handle, CURLINFO what, void **value) {
    return curl_easy_getinfo(handle, what, value);
}

static inline CURLMcode resolve_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLSHcode resolve_curl_share_set(CURLSH *share, CURLSHoption option, curl_lock_data what) {
    return curl_share_setopt(share, option, what);
}

/* CURLMsg holds a union, which Swift does not import by name. */
static inline CURLcode resolve_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}

#endif
