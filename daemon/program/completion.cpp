// What a Tab offers, for each shell, from the table of commands.
#include <algorithm>
#include <map>
#include <set>

#include "daemon/program/command_table.h"

namespace sluss::daemon::program {
namespace {

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string with_blanks(std::string_view words) {
  std::string text(words);
  std::ranges::replace(text, '|', ' ');
  return text;
}

std::string pattern_of(std::string_view command) {
  std::string text(command);
  return "\"" + text + "\"";
}

/// What follows an option, or stands in the place of a first argument: files, or folders.
bool is_path(std::string_view value) {
  return value == "FILE" || value == "PATH" || value == "FOLDER";
}

/// Which names the program itself tells of what the table calls so (`sluss config names`); empty: none.
std::string names_of(std::string_view what) {
  if (what == "JOB") return "jobs";
  if (what == "SOURCE") return "sources";
  if (what == "DATASET") return "datasets";
  if (what == "SERIES") return "held";
  if (what == "TOKEN") return "tokens";
  if (what == "ROLES") return "roles";
  return what == "RUN" ? "runs" : "";
}

/// What the table says, as a shell completes it. A command's words are those of its group and its options.
struct Completion {
  std::set<std::string> first;
  std::set<std::string> globals{"--help", "--version"};
  std::map<std::string, std::set<std::string>> groups;  ///< "audit": list, verify
  std::map<std::string, std::set<std::string>> words;   ///< "audit", "audit list": what may stand next
  std::map<std::string, std::string> values;            ///< "export/--format": the only words
  std::map<std::string, std::string> names;             ///< "run/", "status/--job": jobs
  std::map<std::string, std::string> seconds;           ///< "show": what its second argument is: held
  std::set<std::string> paths;                          ///< "backup/--to", "restore/": files
};

void complete_option(Completion& all, const std::string& command, const Argument& option) {
  const auto key = command + "/" + std::string(option.name);
  if (is_path(option.value)) all.paths.insert(key);
  if (const auto names = names_of(option.value); !names.empty()) all.names[key] = names;
  if (option.words.empty()) return;
  all.values[key] = with_blanks(option.words);
}

Completion completion_of_table() {
  Completion all;
  for (const auto& option : global_options()) {
    if (option.name != "--now") all.globals.insert(std::string(option.name));
  }
  for (const auto& command : command_table()) {
    if (command.hidden) continue;
    const std::string name(command.name);
    const auto space = name.find(' ');
    all.first.insert(name.substr(0, space));
    if (space != std::string::npos) {
      all.groups[name.substr(0, space)].insert(name.substr(space + 1));
      all.words[name.substr(0, space)].insert(name.substr(space + 1));
    }
    for (const auto& option : command.options) {
      all.words[name].insert(std::string(option.name));
      complete_option(all, name, option);
    }
    if (command.arguments.empty()) continue;
    const auto first = command.arguments.front().name;
    if (is_path(first)) all.paths.insert(name + "/");
    if (const auto names = names_of(first); !names.empty()) all.names[name + "/"] = names;
    if (command.arguments.size() < 2) continue;
    if (const auto names = names_of(command.arguments[1].name); !names.empty()) all.seconds[name] = names;
  }
  return all;
}

/// `  "a"|"b"` of a case.
std::string either_of(const std::set<std::string>& keys) {
  std::string text;
  for (const auto& key : keys) text += (text.empty() ? "" : "|") + pattern_of(key);
  return text;
}

/// The words of two that are one command: "audit list".
std::set<std::string> second_words(const Completion& all) {
  std::set<std::string> names;
  for (const auto& [group, words] : all.groups)
    for (const auto& word : words) names.insert(group + " " + word);
  return names;
}

/// Those that have a value: what follows is no command.
std::string valued_globals(const std::string& between) {
  std::string text;
  for (const auto& option : global_options())
    if (!option.value.empty() && option.name != "--now")
      text += (text.empty() ? "" : between) + std::string(option.name);
  return text;
}

/// What may follow an option that stands before or after any command.
std::string bash_global_values() {
  std::string cases;
  for (const auto& option : global_options()) {
    const std::string name(option.name);
    if (is_path(option.value)) cases += "    " + name + ") _sluss_files; return ;;\n";
    if (!option.words.empty())
      cases += "    " + name + ") COMPREPLY=($(compgen -W \"" + with_blanks(option.words) +
               "\" -- \"$current\")); return ;;\n";
  }
  return cases;
}

}  // namespace

std::string bash_completion() {
  const auto all = completion_of_table();
  std::string cases;
  for (const auto& [command, words] : all.words)
    cases += "    " + pattern_of(command) + ") words=\"" + joined(words) + "\" ;;\n";
  std::string value_cases;
  for (const auto& [key, words] : all.values)
    value_cases +=
        "    " + pattern_of(key) + ") COMPREPLY=($(compgen -W \"" + words + "\" -- \"$current\")); return ;;\n";
  std::string name_cases;
  for (const auto& [key, kind] : all.names) {
    const auto told = "$(_sluss_names " + kind + ")\"";
    if (key.ends_with('/')) {
      const auto command = key.substr(0, key.size() - 1);
      const auto first = "words=\"$words " + told;
      const auto second = all.seconds.find(command);
      const auto either = second == all.seconds.end() ? first
                                                      : "if ((given)); then words=\"$words $(_sluss_names " +
                                                            second->second + ")\"; else " + first + "; fi";
      name_cases += "      " + pattern_of(command) + ") " + either + " ;;\n";
    } else {
      value_cases +=
          "    " + pattern_of(key) + ") COMPREPLY=($(compgen -W \"" + told + " -- \"$current\")); return ;;\n";
    }
  }
  std::set<std::string> of_options;
  std::set<std::string> of_arguments;
  for (const auto& path : all.paths)
    path.ends_with('/') ? of_arguments.insert(path.substr(0, path.size() - 1)) : of_options.insert(path);
  return "# Generated by `sluss config completion`; a test fails when it is stale.\n"
         "_sluss() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=\"\" word words=\"\" "
         "i given=0\n"
         "  local -a config=()\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    word=${COMP_WORDS[i]}\n"
         "    [[ $word != --config ]] || config=(--config \"${COMP_WORDS[i+1]}\")\n"
         "    case $word in\n"
         "      " +
         valued_globals("|") +
         ") ((i++)) ;;\n"
         "      -*) ;;\n"
         "      *) if [[ -z $command ]]; then command=$word; else\n"
         "           case \"$command $word\" in\n"
         "             " +
         either_of(second_words(all)) +
         ") command=\"$command $word\" ;;\n"
         "             *) ((given++)) ;;\n"
         "           esac\n"
         "         fi ;;\n"
         "    esac\n"
         "  done\n"
         "  case $previous in\n" +
         bash_global_values() +
         "  esac\n"
         "  case \"$command/$previous\" in\n" +
         value_cases + "    " + either_of(of_options) +
         ") _sluss_files; return ;;\n"
         "  esac\n"
         "  if [[ $current != -* ]]; then\n"
         "    case \"$command\" in\n"
         "      " +
         either_of(of_arguments) +
         ") _sluss_files; return ;;\n"
         "    esac\n"
         "  fi\n"
         "  case \"$command\" in\n"
         "    \"\") words=\"" +
         joined(all.first) + "\" ;;\n" + cases +
         "  esac\n"
         "  if [[ $current != -* ]]; then\n"
         "    case \"$command\" in\n" +
         name_cases +
         "    esac\n"
         "  fi\n"
         "  COMPREPLY=($(compgen -W \"$words " +
         joined(all.globals) +
         "\" -- \"$current\"))\n"
         "}\n"
         "# What the configuration that is meant names; nothing when it cannot be read.\n"
         "_sluss_names() {\n"
         "  \"${COMP_WORDS[0]}\" \"${config[@]}\" config names \"$1\" 2> /dev/null\n"
         "}\n"
         "# Names with blanks stay whole, and folders get their slash.\n"
         "_sluss_files() {\n"
         "  local IFS=$'\\n'\n"
         "  compopt -o filenames 2> /dev/null\n"
         "  COMPREPLY=($(compgen -f -- \"$current\"))\n"
         "}\n"
         "complete -F _sluss sluss\n";
}

namespace {

/// The first of what help says: a Tab has a line. What stands in brackets stays whole.
std::string brief(std::string_view help) {
  int depth = 0;
  for (std::size_t i = 0; i < help.size(); ++i) {
    if (help[i] == '(') ++depth;
    if (help[i] == ')') --depth;
    if (depth == 0 && (help[i] == ';' || help.substr(i).starts_with(". "))) return std::string(help.substr(0, i));
  }
  return std::string(help);
}

/// Of a word that may follow a command; a group has no help of its own.
std::string help_of(const std::string& command, const std::string& word) {
  if (word == "--help") return "print help, of a command too";
  if (word == "--version") return "print the version";
  for (const auto& option : global_options())
    if (option.name == word) return brief(option.help);
  const auto name = command.empty() ? word : command + " " + word;
  for (const auto& entry : command_table()) {
    if (entry.name == name) return brief(entry.summary);
    if (entry.name != command) continue;
    for (const auto& option : entry.options)
      if (option.name == word) return brief(option.help);
  }
  return {};
}

/// Between single quotes; `quote` is how one of them is written there.
std::string quoted(std::string_view text, std::string_view quote) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') {
      result += quote;
    } else {
      result += c;
    }
  }
  return result + "'";
}

constexpr std::string_view zsh_quote = "'\\''";
constexpr std::string_view fish_quote = "\\'";

/// `names` are the words of a command, `flags` its options: WORD:HELP, a line each.
std::string zsh_offers(const std::string& command, const std::set<std::string>& words, const std::string& array) {
  std::string lines;
  for (const auto& word : words) {
    if (word.starts_with("--") != (array == "flags")) continue;
    auto offer = word;
    const auto help = help_of(command, word);
    if (!help.empty()) offer += ':';
    for (const char c : help) {
      if (c == ':') offer += '\\';
      offer += c;
    }
    lines += "      " + quoted(offer, zsh_quote) + "\n";
  }
  return lines.empty() ? "" : "    " + array + "+=(\n" + lines + "    )\n";
}

/// The same, for zsh.
std::string zsh_global_values() {
  std::string cases;
  for (const auto& option : global_options()) {
    const std::string name(option.name);
    if (is_path(option.value)) cases += "  " + name + ") _files; return ;;\n";
    if (!option.words.empty()) cases += "  " + name + ") compadd -- " + with_blanks(option.words) + "; return ;;\n";
  }
  return cases;
}

/// `given`: so many arguments stand before; empty: however many.
std::string fish_at(const std::string& command, const std::string& given = "") {
  return "complete -c sluss -n '__sluss_at \"" + command + "\"" + (given.empty() ? "" : " " + given) + "'";
}

/// What the program tells, a word each, for zsh.
std::string zsh_names(const std::string& kind) {
  return "${(f)\"$(${words[1]} $config config names " + kind + " 2> /dev/null)\"}";
}

std::string fish_help(const std::string& help) {
  return (help.empty() ? "" : " -d " + quoted(help, fish_quote)) + "\n";
}

std::string fish_option(const std::string& begin, const Argument& option) {
  auto line = begin + " -l " + std::string(option.name.substr(2));
  if (is_path(option.value)) {
    line += " -r -F";
  } else if (!option.value.empty()) {
    line += " -x";
  }
  if (!option.words.empty()) line += " -a " + quoted(with_blanks(option.words), fish_quote);
  if (const auto names = names_of(option.value); !names.empty()) line += " -a '(__sluss_names " + names + ")'";
  return line + fish_help(brief(option.help));
}

}  // namespace

std::string zsh_completion() {
  const auto all = completion_of_table();
  std::string values;
  for (const auto& [key, words] : all.values)
    values += "  " + pattern_of(key) + ") compadd -- " + words + "; return ;;\n";
  std::set<std::string> of_options;
  std::string of_arguments;
  for (const auto& path : all.paths) {
    if (path.ends_with('/')) {
      of_arguments += "    " + pattern_of(path.substr(0, path.size() - 1)) + ") _files; return ;;\n";
    } else {
      of_options.insert(path);
    }
  }
  std::string name_cases;
  for (const auto& [key, kind] : all.names) {
    const auto told = zsh_names(kind);
    if (key.ends_with('/')) {
      const auto command = key.substr(0, key.size() - 1);
      const auto second = all.seconds.find(command);
      const auto either = second == all.seconds.end() ? "names+=(" + told + ")"
                                                      : "if ((given)); then names+=(" + zsh_names(second->second) +
                                                            "); else names+=(" + told + "); fi";
      name_cases += "  " + pattern_of(command) + ") " + either + " ;;\n";
    } else {
      values += "  " + pattern_of(key) + ") compadd -- " + told + "; return ;;\n";
    }
  }
  std::string offers = "  \"\")\n" + zsh_offers("", all.first, "names") + "    ;;\n";
  for (const auto& [command, words] : all.words)
    offers += "  " + pattern_of(command) + ")\n" + zsh_offers(command, words, "names") +
              zsh_offers(command, words, "flags") + "    ;;\n";
  return "#compdef sluss\n"
         "# Generated by `sluss config completion --shell zsh`; a test fails when it is stale.\n"
         "local command=\"\" current=${words[CURRENT]} previous=${words[CURRENT-1]} word\n"
         "local -i i given\n"
         "local -a names flags config\n"
         "for ((i = 2; i < CURRENT; i++)); do\n"
         "  word=${words[i]}\n"
         "  [[ $word != --config ]] || config=(--config \"${words[i+1]}\")\n"
         "  case $word in\n"
         "    " +
         valued_globals("|") +
         ") ((i++)) ;;\n"
         "    -*) ;;\n"
         "    *) if [[ -z $command ]]; then command=$word; else\n"
         "         case \"$command $word\" in\n"
         "           " +
         either_of(second_words(all)) +
         ") command=\"$command $word\" ;;\n"
         "           *) ((given++)) ;;\n"
         "         esac\n"
         "       fi ;;\n"
         "  esac\n"
         "done\n"
         "case $previous in\n" +
         zsh_global_values() +
         "esac\n"
         "case \"$command/$previous\" in\n" +
         values + "  " + either_of(of_options) +
         ") _files; return ;;\n"
         "esac\n"
         "if [[ $current != -* ]]; then\n"
         "  case \"$command\" in\n" +
         of_arguments +
         "  esac\n"
         "fi\n"
         "case \"$command\" in\n" +
         offers + "esac\ncase \"$command\" in\n" + name_cases + "esac\n" + zsh_offers("", all.globals, "flags") +
         "[[ $current == -* || ${#names} == 0 ]] || _describe -t commands command names\n"
         "_describe -o -t options option flags\n";
}

std::string fish_completion() {
  const auto all = completion_of_table();
  std::string names;
  for (const auto& name : second_words(all)) names += " '" + name + "'";
  std::string offers;
  for (const auto& word : all.first) offers += fish_at("") + " -a " + word + fish_help(help_of("", word));
  for (const auto& [group, words] : all.groups)
    for (const auto& word : words) offers += fish_at(group) + " -a " + word + fish_help(help_of(group, word));
  for (const auto& command : command_table()) {
    if (command.hidden) continue;
    const auto begin = fish_at(std::string(command.name));
    if (!command.arguments.empty() && is_path(command.arguments.front().name)) offers += begin + " -F\n";
    const auto told = command.arguments.empty() ? std::string() : names_of(command.arguments.front().name);
    const auto second = all.seconds.find(std::string(command.name));
    if (!told.empty() && second == all.seconds.end()) offers += begin + " -a '(__sluss_names " + told + ")'\n";
    if (!told.empty() && second != all.seconds.end()) {
      offers += fish_at(second->first, "0") + " -a '(__sluss_names " + told + ")'\n";
      offers += fish_at(second->first, "1") + " -a '(__sluss_names " + second->second + ")'\n";
    }
    for (const auto& option : command.options) offers += fish_option(begin, option);
  }
  for (const auto& option : global_options())
    if (option.name != "--now") offers += fish_option("complete -c sluss", option);
  for (const std::string word : {"--help", "--version"})
    offers += "complete -c sluss -l " + word.substr(2) + fish_help(help_of("", word));
  return "# Generated by `sluss config completion --shell fish`; a test fails when it is stale.\n"
         "# Whether the words so far name this command (none yet: \"\"), with so many arguments when that is asked.\n"
         "function __sluss_at\n"
         "    set -l words (commandline -opc)\n"
         "    set -e words[1]\n"
         "    set -l command ''\n"
         "    set -l given 0\n"
         "    set -l value no\n"
         "    for word in $words\n"
         "        if test $value = yes\n"
         "            set value no\n"
         "            continue\n"
         "        end\n"
         "        switch $word\n"
         "            case " +
         valued_globals(" ") +
         "\n"
         "                set value yes\n"
         "            case '-*'\n"
         "            case '*'\n"
         "                if test -z \"$command\"\n"
         "                    set command $word\n"
         "                else if contains -- \"$command $word\"" +
         names +
         "\n"
         "                    set command \"$command $word\"\n"
         "                else\n"
         "                    set given (math $given + 1)\n"
         "                end\n"
         "        end\n"
         "    end\n"
         "    if test (count $argv) -gt 1; and test $given -ne $argv[2]\n"
         "        return 1\n"
         "    end\n"
         "    test \"$command\" = \"$argv[1]\"\n"
         "end\n"
         "# What the configuration that is meant names; nothing when it cannot be read.\n"
         "function __sluss_names\n"
         "    set -l words (commandline -opc)\n"
         "    set -l config\n"
         "    if set -l at (contains -i -- --config $words)\n"
         "        set config --config $words[(math $at + 1)]\n"
         "    end\n"
         "    command $words[1] $config config names $argv[1] 2> /dev/null\n"
         "end\n"
         "complete -c sluss -f\n" +
         offers;
}

}  // namespace sluss::daemon::program
