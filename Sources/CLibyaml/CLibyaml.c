#include "CLibyaml.h"

#include <dlfcn.h>
#include <pthread.h>

#ifdef __APPLE__
#define LIBRARY "libyaml-0.2.dylib"
#else
#define LIBRARY "libyaml-0.so.2"
#endif

/* One pointer a function, of the type that yaml.h declares. */
#define FUNCTIONS(each)                                                                                               \
    each(yaml_parser_initialize) each(yaml_parser_delete) each(yaml_parser_set_input_string)                          \
    each(yaml_parser_parse) each(yaml_event_delete)

#define DECLARE(name) __typeof__(name) *name;
static struct {
    FUNCTIONS(DECLARE)
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *problem;

static void load(void) {
    void *handle = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    if (!handle) {
        problem = dlerror();
        return;
    }
#define FIND(name)                                                                                                    \
    if (!(library.name = (__typeof__(library.name))dlsym(handle, #name))) {                                           \
        problem = LIBRARY " has no function " #name;                                                                  \
        return;                                                                                                       \
    }
    FUNCTIONS(FIND)
}

const char *resolve_yaml_load(void) {
    pthread_once(&once, load);
    return problem;
}

int resolve_yaml_parser_initialize(yaml_parser_t *parser) { return library.yaml_parser_initialize(parser); }

void resolve_yaml_parser_delete(yaml_parser_t *parser) { library.yaml_parser_delete(parser); }

void resolve_yaml_parser_set_input_string(yaml_parser_t *parser, const unsigned char *input, size_t size) {
    library.yaml_parser_set_input_string(parser, input, size);
}

int resolve_yaml_parser_parse(yaml_parser_t *parser, yaml_event_t *event) {
    return library.yaml_parser_parse(parser, event);
}

void resolve_yaml_event_delete(yaml_event_t *event) { library.yaml_event_delete(event); }
