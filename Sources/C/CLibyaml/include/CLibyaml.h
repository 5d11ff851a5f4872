#ifndef RESOLVE_CLIBYAML_H
#define RESOLVE_CLIBYAML_H

#include <yaml.h>

/*
 * libyaml, loaded when the first YAML file is read.
 *
 * Few commands read YAML, and the others do not need the library. Each function calls the libyaml function of the same
 * name without the prefix `resolve_`. All functions except the first require that the library is loaded. (Homebrew
 * installs yaml.h under `brew --prefix`; set CPATH accordingly.)
 */

/* Loads libyaml once. Returns NULL, or the loader's message. Thread-safe. */
const char *resolve_yaml_load(void);

int resolve_yaml_parser_initialize(yaml_parser_t *parser);
void resolve_yaml_parser_delete(yaml_parser_t *parser);
void resolve_yaml_parser_set_input_string(yaml_parser_t *parser, const unsigned char *input, size_t size);
int resolve_yaml_parser_parse(yaml_parser_t *parser, yaml_event_t *event);
void resolve_yaml_event_delete(yaml_event_t *event);

#endif
