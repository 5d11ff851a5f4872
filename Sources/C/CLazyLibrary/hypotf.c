/* The statically linked Swift runtime calls hypotf(3), which has a new symbol version since glibc 2.35. This definition
   replaces it: the program also starts on glibc 2.34 (RHEL 9, Amazon Linux 2023). C11, F.10.4.3: infinity takes precedence
   over NaN. */
#if defined(__linux__)
#include <features.h>
#endif

#if defined(__GLIBC__)
float hypotf(float x, float y) {
    if (__builtin_isinf(x) || __builtin_isinf(y)) return __builtin_inff();
    /* In double precision the squares and their sum are exact enough and cannot overflow. */
    return (float)__builtin_sqrt((double)x * x + (double)y * y);
}
#endif
