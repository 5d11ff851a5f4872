#ifndef RESOLVE_CLIBCRYPTO_H
#define RESOLVE_CLIBCRYPTO_H

#include <openssl/evp.h>

/*
 * libcrypto's digests, loaded when the first hash begins.
 *
 * Loading it with the program costs every command 0.7 ms; a command that connects has it loaded beside its start, with
 * libcurl. Each function stands for the one of libcrypto without the prefix `resolve_`; all but the first need a library
 * that has been loaded. (With Homebrew, openssl/evp.h stands in the folder that `brew --prefix openssl` names: CPATH points
 * there.)
 */

/* Loads libcrypto once; NULL on success, else the loader's words. Any thread may call it. */
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
