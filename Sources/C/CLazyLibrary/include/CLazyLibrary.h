#ifndef CLAZYLIBRARY_H
#define CLAZYLIBRARY_H

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

/* Opens a library by file name. Returns NULL on failure, with the loader's message in `problem`. */
void *resolve_lazy_library_open(const char *file, const char **problem);

#define RESOLVE_LAZY_FUNCTION(name) __typeof__(name) *name;

#define RESOLVE_LAZY_FIND(name)                                                                                       \
    if (!(library.name = (__typeof__(library.name))dlsym(handle, #name))) return LIBRARY " has no function " #name;

/* Defines `library`, a table of function pointers typed as in the library's header, and the function `load`, which opens
   the library and fills the table once. `load` returns NULL, or a message. The expression `begin` is evaluated once after
   that; it yields NULL, or a message if the library's own initialization failed. The including file defines LIBRARY, the
   library's file name, and passes FUNCTIONS(each), which lists the functions. */
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
