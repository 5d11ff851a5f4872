#ifndef RESOLVE_CLIBCRYPTO_SHIM_H
#define RESOLVE_CLIBCRYPTO_SHIM_H

/* Nothing of EVP's digests is a macro or variadic, so Swift calls all of it as it is. */
#include <openssl/evp.h>

#endif
