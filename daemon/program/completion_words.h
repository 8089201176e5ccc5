#pragma once
// What the completions of all shells are made of: the words of the table, and where each may be. For completion_*.cpp
// only.

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace sluss::daemon::program {

/// The table, as a shell completes it. A command's words are those of its group and its options.
struct Completion {
  std::set<std::string> first;
  std::set<std::string> globals{"--help", "--version"};
  std::map<std::string, std::set<std::string>> groups;  ///< "audit": list, verify
  std::map<std::string, std::set<std::string>> words;   ///< "audit", "audit list": what may come next
  std::map<std::string, std::string> values;            ///< "export/--format": the only words
  std::map<std::string, std::string> names;             ///< "run/", "status/--job": jobs
  std::map<std::string, std::string> seconds;           ///< "show": what its second argument is: held
  std::set<std::string> paths;                          ///< "backup/--to", "restore/": files
};
[[nodiscard]] Completion completion_of_table();

/// The value of an option or the first argument is a file or a folder.
[[nodiscard]] bool is_path(std::string_view value);
/// The kind of names that `sluss config names` prints for what the table calls so; empty: none.
[[nodiscard]] std::string names_of(std::string_view what);
/// "a|b" as "a b".
[[nodiscard]] std::string with_blanks(std::string_view words);
/// As a shell's case has it: "\"audit list\"".
[[nodiscard]] std::string pattern_of(std::string_view command);
/// `  "a"|"b"` of a case.
[[nodiscard]] std::string either_of(const std::set<std::string>& keys);
/// The words of two that are one command: "audit list".
[[nodiscard]] std::set<std::string> second_words(const Completion& all);
/// Those that have a value: what follows is no command.
[[nodiscard]] std::string valued_globals(const std::string& between);

/// The words of the line in bash or zsh: `first` to before `end`, both as the shell writes them.
struct LineWords {
  std::string_view array;
  std::string_view first;
  std::string_view end;
};
/// A loop of bash or zsh over the words before the cursor: what $command and $config are, and how many arguments are
/// $given.
[[nodiscard]] std::string word_loop(const Completion& all, const LineWords& words, std::string_view indent);

/// The beginning of a help text, as Tab has one line for it. What is in brackets stays whole.
[[nodiscard]] std::string brief(std::string_view help);
/// Of a word that may follow a command; a group has no help of its own.
[[nodiscard]] std::string help_of(const std::string& command, const std::string& word);
/// Between single quotes; `quote` is how one of them is written there.
[[nodiscard]] std::string quoted(std::string_view text, std::string_view quote);

}  // namespace sluss::daemon::program
