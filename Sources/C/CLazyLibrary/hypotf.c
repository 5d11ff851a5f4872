/* The statically linked Swift runtime calls hypotf(3), which glibc 2.35 gave a new symbol version. This definition takes its
   place, so that the program also starts on glibc 2.34 (RHEL 9, Amazon Linux 2023). C11, F.10.4.3: an infinity wins over a NaN. */
#if defined(__linux__)
#include <features.h>
#endif

#if defined(__GLIBC__)
float hypotf(float x, float y) {
    if (__builtin_isinf(x) || __builtin_isinf(y)) return __builtin_inff();
    /* The squares of two floats and their sum are exact enough, and cannot overflow, as doubles. */
    return (float)__builtin_sqrt((double)x * x + (double)y * y);
}
#endif
