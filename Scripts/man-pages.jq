# man-pages.jq: makes manual pages from what `resolve --experimental-dump-help` prints, in the man(7) language.
# Prints one line of JSON for each page: its name, and its text. $epoch is the date, in seconds since 1970; $release is
# `resolve VERSION`. The pages are ASCII: other characters are written as roff names them.

def hexadecimal: if . < 16 then "" else (. / 16 | floor | hexadecimal) end + "0123456789ABCDEF"[. % 16:. % 16 + 1];

# A character as roff spells it. A hyphen is a minus, so that options can be copied from the page.
def character:
    if . == 92 then "\\e" elif . == 45 then "\\-" elif . == 8230 then "\\&..." elif . == 183 then "\\(pc"
    elif . < 128 then [.] | implode
    else "\\[u" + ("000" + hexadecimal)[-([4, (hexadecimal | length)] | max):] + "]" end;

# Text that a line begins with: a dot or an apostrophe would begin a request.
def text: (explode | map(character) | join("")) | if test("^[.']") then "\\&" + . else . end;

def bold: "\\fB" + text + "\\fR";
def italic: "\\fI" + text + "\\fR";

# `code` in a text is bold.
def prose: [splits("`")] | to_entries | map(if .key % 2 == 1 then .value | bold else .value | text end) | join("");

# A paragraph; one whose lines are all indented is an example, and keeps its lines.
def paragraph:
    split("\n")
    | if all(.[]; test("^ ")) then [".PP", ".RS 4", ".nf"] + map(sub("^ {1,4}"; "") | text) + [".fi", ".RE"]
      else [".PP"] + (map(prose) | to_entries | map(if .key > 0 then ".br", .value else .value end)) end
    | .[];

# The examples below a title belong to its paragraph.
def paragraphs:
    (. // "") | sub("\\s+$"; "") | gsub(":\n+(?<space> )"; ":\n\(.space)") | splits("\n{2,}") | select(. != "");

# The paragraphs that begin with one of these words are sections of their own.
def titled: capture("^(?<title>Exit status|Environment|Completions?|Examples?): *\n?(?<rest>[\\s\\S]*)$");

def titled_section:
    ".SH " + (.title | ascii_upcase),
    if .title == "Exit status" then
        .rest | sub("\\.$"; "") | gsub("\n"; " ") | splits(" *· *")
        | capture("^(?<code>[0-9]+(, [0-9]+)*) +(?<meaning>.*)$")
        | ".TP", (.code | bold), (.meaning | prose)
    elif (.rest | test("^ ")) then .rest | paragraph
    else .rest | prose end;

def is_option: .kind != "positional";
def shown: map(select(.shouldDisplay));

def spelled: if .kind == "long" then "--" + .name else "-" + .name end;
def value: if .kind == "option" then " " + (.valueName | italic) else "" end;
def term: if is_option then ([.names[] | spelled | bold] | join(", ")) + value
    else (.valueName | italic) + (if .isRepeating then " \\&..." else "" end) end;

def sentence: if test("[.)]$") then . else . + "." end;

def item:
    ".TP", term,
    ([(.abstract // "" | if . == "" then empty else prose end),
      (.allValues | select(. != null and . != []) | "Values: \(join(", "))" | sentence | text),
      (.defaultValue | select(. != null and . != "") | "Default: \(.)" | sentence | text)] | join("\n"));

def synopsis_part:
    (.isOptional | not) as $required
    | (if is_option then (.preferredName | spelled | bold) + value else .valueName | italic end) as $word
    | $word + (if .isRepeating then " ..." else "" end)
    | if $required then . else "[" + . + "]" end;

def is_general: is_option and (.preferredName.name == "help" or .preferredName.name == "version");

def page_name: [(.superCommands // [])[], .commandName] | join("-");
def typed: [(.superCommands // [])[], .commandName] | join(" ");

def commands: (.subcommands // []) | map(select(.shouldDisplay and .commandName != "help"));

def page($relatives):
    (.arguments // [] | shown) as $arguments
    | ($arguments | map(select(is_option))) as $options
    | [.discussion | paragraphs] as $discussion
    | ".\\\" Made from the command definitions of resolve by man-pages.jq.",
      ".TH \(page_name | ascii_upcase | text) 1 \($epoch | strftime("%Y\\-%m\\-%d")) \"\($release)\" \"User Commands\"",
      ".nh", ".ad l",
      ".SH NAME", (page_name | text) + " \\- " + (.abstract | sub("\\.$"; "") | (.[:1] | ascii_downcase) + .[1:] | text),
      ".SH SYNOPSIS",
      ([(typed | bold),
        (if $options == [] then empty else "[" + ("options" | italic) + "]" end),
        (if commands == [] then empty else "command" | italic end),
        ($options[] | select(.isOptional | not) | synopsis_part),
        ($arguments[] | select(is_option | not) | synopsis_part)] | join(" ")),
      ".SH DESCRIPTION", (.abstract | prose), ($discussion[] | select([titled] == []) | paragraph),
      (commands | select(. != [])
        | ".SH COMMANDS", (.[] | ".TP", (page_name | bold) + "(1)", (.abstract | prose))),
      ($arguments | map(select(is_option | not)) | select(. != []) | ".SH ARGUMENTS", (.[] | item)),
      ($options | select(. != []) | ".SH OPTIONS"),
      ($options[] | select(.sectionTitle == null and (is_general | not)) | item),
      ($options | map(select(.sectionTitle != null))
        | (reduce .[].sectionTitle as $title ([]; if index([$title]) then . else . + [$title] end))[] as $title
        | ".SS \($title | text)", (.[] | select(.sectionTitle == $title) | item)),
      (if all($options[]; is_general) then empty else ".SS General" end),
      ($options[] | select(is_general) | item),
      ($discussion[] | titled | titled_section),
      ".SH SEE ALSO",
      ($relatives | map(bold + "(1)") | join(",\n"));

# The pages of a command and of the commands below it; $parent is a list of the page above.
def pages($parent):
    . as $command
    | (commands | map(page_name)) as $below
    | {name: "\(page_name).1", text: ([page($parent + $below)] | join("\n") + "\n")},
      (commands[] | pages([$command | page_name]));

.command | pages([])
