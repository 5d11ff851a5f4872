#ifndef CLAZYLIBRARY_H
#define CLAZYLIBRARY_H

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

/* Opens a library by its file's name; NULL, and the loader's words in `problem`, where that fails. */
void *resolve_lazy_library_open(const char *file, const char **problem);

#define RESOLVE_LAZY_FUNCTION(name) __typeof__(name) *name;

#define RESOLVE_LAZY_FIND(name)                                                                                       \
    if (!(library.name = (__typeof__(library.name))dlsym(handle, #name))) return LIBRARY " has no function " #name;

/* A table `library` of pointers to functions, of the types that their headers declare, and the function `load`, which opens
   the library and fills the table once: NULL, or what is wrong. `begin` is reckoned once after that: NULL, or what is wrong
   with the library's own start. The file that uses it defines LIBRARY, the library's file, and passes FUNCTIONS(each), which
   names each function. */
#define RESOLVE_LAZY_LIBRARY(FUNCTIONS, load, begin)                                                                  \
    static struct {                                                                                                   \
        FUNCTIONS(RESOLVE_LAZY_FUNCTION)                                                                              \
    } library;                                                                                                        \
    static const char *find_functions(void) {                                                                         \
        const char *problem = NULL;                                                                                   \
        void *handle = resolve_lazy_library_open(LIBRARY, &problem);                                                  \
        if (!handle) return problem;                                                                                  \
        FUNCTIONS(RESOLVE_LAZY_FIND)                                                                                  \
        return begin;                                                                                                 \
    }                                                                                                                 \
    static const char *load_problem;                                                                                  \
    static void load_once(void) { load_problem = find_functions(); }                                                  \
    const char *load(void) {                                                                                          \
        static pthread_once_t once = PTHREAD_ONCE_INIT;                                                               \
        pthread_once(&once, load_once);                                                                               \
        return load_problem;                                                                                          \
    }

#endif
