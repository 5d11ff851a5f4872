#include "CLibcurl.h"

#include "CLazyLibrary.h"

/* With gcc these are macros that check the types of constant options. This file calls the functions themselves. */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt
#undef curl_share_setopt

#ifdef __APPLE__
#define LIBRARY "libcurl.4.dylib"
#else
#define LIBRARY "libcurl.so.4"
#endif

#define FUNCTIONS(each)                                                                                               \
    each(curl_global_init) each(curl_easy_init) each(curl_easy_cleanup) each(curl_easy_strerror)                      \
    each(curl_easy_pause)                                                                                             \
    each(curl_easy_setopt) each(curl_easy_getinfo) each(curl_slist_append) each(curl_slist_free_all)                  \
    each(curl_multi_init) each(curl_multi_cleanup) each(curl_multi_setopt) each(curl_multi_add_handle)                \
    each(curl_multi_remove_handle) each(curl_multi_perform) each(curl_multi_poll) each(curl_multi_wakeup)             \
    each(curl_multi_info_read) each(curl_share_init) each(curl_share_cleanup) each(curl_share_setopt)

#define BEGIN (library.curl_global_init(CURL_GLOBAL_ALL) == CURLE_OK ? NULL : LIBRARY " did not start")

RESOLVE_LAZY_LIBRARY(FUNCTIONS, resolve_curl_load, BEGIN)

CURL *resolve_curl_easy_init(void) { return library.curl_easy_init(); }

void resolve_curl_easy_cleanup(CURL *handle) { library.curl_easy_cleanup(handle); }

const char *resolve_curl_easy_strerror(CURLcode code) { return library.curl_easy_strerror(code); }

CURLcode resolve_curl_easy_pause(CURL *handle, int directions) { return library.curl_easy_pause(handle, directions); }

CURLcode resolve_curl_set_long(CURL *handle, CURLoption option, long value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode resolve_curl_set_large(CURL *handle, CURLoption option, long long value) {
    return library.curl_easy_setopt(handle, option, (curl_off_t)value);
}

CURLcode resolve_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode resolve_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode resolve_curl_set_callback(CURL *handle, CURLoption option, resolve_curl_data_callback value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode resolve_curl_get_large(CURL *handle, CURLINFO what, long long *value) {
    curl_off_t answer = 0;
    CURLcode code = library.curl_easy_getinfo(handle, what, &answer);
    *value = (long long)answer;
    return code;
}

CURLcode resolve_curl_get_long(CURL *handle, CURLINFO what, long *value) {
    return library.curl_easy_getinfo(handle, what, value);
}

CURLcode resolve_curl_get_text(CURL *handle, CURLINFO what, const char **value) {
    return library.curl_easy_getinfo(handle, what, value);
}

struct curl_slist *resolve_curl_slist_append(struct curl_slist *list, const char *line) {
    return library.curl_slist_append(list, line);
}

void resolve_curl_slist_free_all(struct curl_slist *list) { library.curl_slist_free_all(list); }

CURLM *resolve_curl_multi_init(void) { return library.curl_multi_init(); }

void resolve_curl_multi_cleanup(CURLM *multi) { library.curl_multi_cleanup(multi); }

CURLMcode resolve_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return library.curl_multi_setopt(multi, option, value);
}

CURLMcode resolve_curl_multi_add_handle(CURLM *multi, CURL *handle) {
    return library.curl_multi_add_handle(multi, handle);
}

CURLMcode resolve_curl_multi_remove_handle(CURLM *multi, CURL *handle) {
    return library.curl_multi_remove_handle(multi, handle);
}

CURLMcode resolve_curl_multi_perform(CURLM *multi, int *running) {
    return library.curl_multi_perform(multi, running);
}

CURLMcode resolve_curl_multi_poll(CURLM *multi, int milliseconds) {
    return library.curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}

CURLMcode resolve_curl_multi_wakeup(CURLM *multi) { return library.curl_multi_wakeup(multi); }

CURLMsg *resolve_curl_multi_info_read(CURLM *multi, int *left) { return library.curl_multi_info_read(multi, left); }

CURLcode resolve_curl_message_result(const CURLMsg *message) { return message->data.result; }

CURLSH *resolve_curl_share_init(void) { return library.curl_share_init(); }

void resolve_curl_share_cleanup(CURLSH *share) { library.curl_share_cleanup(share); }

CURLSHcode resolve_curl_share_set(CURLSH *share, CURLSHoption option, curl_lock_data what) {
    return library.curl_share_setopt(share, option, what);
}
