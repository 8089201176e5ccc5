#include "daemon/program/completion_words.h"

#include <algorithm>
#include <vector>

#include "daemon/program/command_table.h"

namespace sluss::daemon::program {
namespace {

void complete_option(Completion& all, const std::string& command, const Argument& option) {
  const auto key = command + "/" + std::string(option.name);
  if (is_path(option.value)) all.paths.insert(key);
  if (const auto names = names_of(option.value); !names.empty()) all.names[key] = names;
  if (option.words.empty()) return;
  all.values[key] = with_blanks(option.words);
}

}  // namespace

std::string with_blanks(std::string_view words) {
  std::string text(words);
  std::ranges::replace(text, '|', ' ');
  return text;
}

std::string pattern_of(std::string_view command) {
  std::string text(command);
  return "\"" + text + "\"";
}

bool is_path(std::string_view value) {
  return value == "FILE" || value == "PATH" || value == "FOLDER";
}

std::string names_of(std::string_view what) {
  if (what == "JOB") return "jobs";
  if (what == "SOURCE") return "sources";
  if (what == "DATASET") return "datasets";
  if (what == "CODELIST") return "codelists";
  if (what == "SERIES") return "held";
  if (what == "TOKEN") return "tokens";
  if (what == "ROLES") return "roles";
  return what == "RUN" ? "runs" : "";
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

std::string either_of(const std::set<std::string>& keys) {
  std::string text;
  for (const auto& key : keys) text += (text.empty() ? "" : "|") + pattern_of(key);
  return text;
}

std::set<std::string> second_words(const Completion& all) {
  std::set<std::string> names;
  for (const auto& [group, words] : all.groups)
    for (const auto& word : words) names.insert(group + " " + word);
  return names;
}

std::string valued_globals(const std::string& between) {
  std::string text;
  for (const auto& option : global_options())
    if (!option.value.empty() && option.name != "--now")
      text += (text.empty() ? "" : between) + std::string(option.name);
  return text;
}

std::string word_loop(const Completion& all, const LineWords& words, std::string_view indent) {
  const auto at = [&](std::string_view place) {
    return "${" + std::string(words.array) + "[" + std::string(place) + "]}";
  };
  const std::vector<std::string> lines{
      "for ((i = " + std::string(words.first) + "; i < " + std::string(words.end) + "; i++)); do",
      "  word=" + at("i"),
      "  [[ $word != --config ]] || config=(--config \"" + at("i+1") + "\")",
      "  case $word in",
      "    " + valued_globals("|") + ") ((i++)) ;;",
      "    -*) ;;",
      "    *) if [[ -z $command ]]; then command=$word; else",
      "         case \"$command $word\" in",
      "           " + either_of(second_words(all)) + ") command=\"$command $word\" ;;",
      "           *) ((given++)) ;;",
      "         esac",
      "       fi ;;",
      "  esac",
      "done",
  };
  std::string text;
  for (const auto& line : lines) text += std::string(indent) + line + "\n";
  return text;
}

std::string brief(std::string_view help) {
  int depth = 0;
  for (std::size_t i = 0; i < help.size(); ++i) {
    if (help[i] == '(') ++depth;
    if (help[i] == ')') --depth;
    if (depth == 0 && (help[i] == ';' || help.substr(i).starts_with(". "))) return std::string(help.substr(0, i));
  }
  return std::string(help);
}

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

}  // namespace sluss::daemon::program
