#include "CLibyaml.h"

#include "CLazyLibrary.h"

#ifdef __APPLE__
#define LIBRARY "libyaml-0.2.dylib"
#else
#define LIBRARY "libyaml-0.so.2"
#endif

#define FUNCTIONS(each)                                                                                               \
    each(yaml_parser_initialize) each(yaml_parser_delete) each(yaml_parser_set_input_string)                          \
    each(yaml_parser_parse) each(yaml_event_delete)

RESOLVE_LAZY_LIBRARY(FUNCTIONS, resolve_yaml_load, NULL)

int resolve_yaml_parser_initialize(yaml_parser_t *parser) { return library.yaml_parser_initialize(parser); }

void resolve_yaml_parser_delete(yaml_parser_t *parser) { library.yaml_parser_delete(parser); }

void resolve_yaml_parser_set_input_string(yaml_parser_t *parser, const unsigned char *input, size_t size) {
    library.yaml_parser_set_input_string(parser, input, size);
}

int resolve_yaml_parser_parse(yaml_parser_t *parser, yaml_event_t *event) {
    return library.yaml_parser_parse(parser, event);
}

void resolve_yaml_event_delete(yaml_event_t *event) { library.yaml_event_delete(event); }
