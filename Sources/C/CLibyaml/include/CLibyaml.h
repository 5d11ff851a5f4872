#ifndef RESOLVE_CLIBYAML_H
#define RESOLVE_CLIBYAML_H

#include <yaml.h>

/*
 * libyaml, loaded when the first YAML file is read.
 *
 * Few commands read one: the others neither pay for the library nor need it. Each function stands for the one of libyaml
 * without the prefix `resolve_`; all but the first need a library that has been loaded. (With Homebrew, yaml.h stands in
 * the folder that `brew --prefix` names: CPATH points there.)
 */

/* Loads libyaml once; NULL on success, else the loader's words. Any thread may call it. */
const char *resolve_yaml_load(void);

int resolve_yaml_parser_initialize(yaml_parser_t *parser);
void resolve_yaml_parser_delete(yaml_parser_t *parser);
void resolve_yaml_parser_set_input_string(yaml_parser_t *parser, const unsigned char *input, size_t size);
int resolve_yaml_parser_parse(yaml_parser_t *parser, yaml_event_t *event);
void resolve_yaml_event_delete(yaml_event_t *event);

#endif
