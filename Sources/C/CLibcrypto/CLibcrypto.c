#include "CLibcrypto.h"

#include "CLazyLibrary.h"

#ifdef __APPLE__
#define LIBRARY "libcrypto.3.dylib"
#else
#define LIBRARY "libcrypto.so.3"
#endif

#define FUNCTIONS(each)                                                                                               \
    each(EVP_sha256) each(EVP_sha512) each(EVP_MD_CTX_new) each(EVP_MD_CTX_free) each(EVP_MD_CTX_copy_ex)             \
    each(EVP_DigestInit_ex) each(EVP_DigestUpdate) each(EVP_DigestFinal_ex)

RESOLVE_LAZY_LIBRARY(FUNCTIONS, resolve_crypto_load, NULL)

const EVP_MD *resolve_EVP_sha256(void) { return library.EVP_sha256(); }

const EVP_MD *resolve_EVP_sha512(void) { return library.EVP_sha512(); }

EVP_MD_CTX *resolve_EVP_MD_CTX_new(void) { return library.EVP_MD_CTX_new(); }

void resolve_EVP_MD_CTX_free(EVP_MD_CTX *context) { library.EVP_MD_CTX_free(context); }

int resolve_EVP_MD_CTX_copy_ex(EVP_MD_CTX *to, const EVP_MD_CTX *from) {
    return library.EVP_MD_CTX_copy_ex(to, from);
}

int resolve_EVP_DigestInit_ex(EVP_MD_CTX *context, const EVP_MD *type, ENGINE *engine) {
    return library.EVP_DigestInit_ex(context, type, engine);
}

int resolve_EVP_DigestUpdate(EVP_MD_CTX *context, const void *bytes, size_t count) {
    return library.EVP_DigestUpdate(context, bytes, count);
}

int resolve_EVP_DigestFinal_ex(EVP_MD_CTX *context, unsigned char *digest, unsigned int *length) {
    return library.EVP_DigestFinal_ex(context, digest, length);
}
