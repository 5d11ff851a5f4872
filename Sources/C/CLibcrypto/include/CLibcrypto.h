#ifndef RESOLVE_CLIBCRYPTO_H
#define RESOLVE_CLIBCRYPTO_H

#include <openssl/evp.h>

/*
 * libcrypto's digests, loaded when the first hash begins.
 *
 * Loading it at program start would cost every command 0.7 ms. A command that uses the network loads it together with
 * libcurl while it starts. Each function calls the libcrypto function of the same name without the prefix `resolve_`. All
 * functions except the first require that the library is loaded. (Homebrew installs openssl/evp.h under
 * `brew --prefix openssl`; set CPATH accordingly.)
 */

/* Loads libcrypto once. Returns NULL, or the loader's message. Thread-safe. */
const char *resolve_crypto_load(void);

const EVP_MD *resolve_EVP_sha256(void);
const EVP_MD *resolve_EVP_sha512(void);
EVP_MD_CTX *resolve_EVP_MD_CTX_new(void);
void resolve_EVP_MD_CTX_free(EVP_MD_CTX *context);
int resolve_EVP_MD_CTX_copy_ex(EVP_MD_CTX *to, const EVP_MD_CTX *from);
int resolve_EVP_DigestInit_ex(EVP_MD_CTX *context, const EVP_MD *type, ENGINE *engine);
int resolve_EVP_DigestUpdate(EVP_MD_CTX *context, const void *bytes, size_t count);
int resolve_EVP_DigestFinal_ex(EVP_MD_CTX *context, unsigned char *digest, unsigned int *length);

#endif
