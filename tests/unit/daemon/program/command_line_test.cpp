// The table of commands: what is understood, what is refused and how it is mended, and what is generated from it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "core/duration.h"
#include "core/time.h"
#include "daemon/program/command_line.h"
#include "daemon/program/command_table.h"
#include "daemon/program/completion.h"
#include "daemon/program/manual.h"
#include "tests/tools/golden.h"

namespace sluss::daemon::program {
namespace {

std::string content_of(const std::string& path) {
  return tests::read_file(std::string(SLUSS_SOURCE_DIR) + "/" + path);
}

TEST(CommandLine, GlobalsStandAnywhere) {
  for (const auto& line : std::vector<std::vector<std::string>>{{"--config", "F", "--json", "check", "--connect"},
                                                                {"check", "--connect", "--json", "--config", "F"},
                                                                {"check", "--config=F", "--connect", "--json"}}) {
    const auto parsed = parse_command_line(line);
    ASSERT_TRUE(parsed) << core::describe(parsed.error());
    EXPECT_EQ(parsed->invocation.command->name, "check");
    EXPECT_EQ(parsed->invocation.get("--config"), "F");
    EXPECT_TRUE(parsed->invocation.has("--json"));
    EXPECT_TRUE(parsed->invocation.has("--connect"));
    EXPECT_FALSE(parsed->invocation.has("--quiet"));
  }
}

TEST(CommandLine, CommandsOfTwoWords) {
  const auto parsed = parse_command_line({"config", "show", "--quiet"});
  ASSERT_TRUE(parsed) << core::describe(parsed.error());
  EXPECT_EQ(parsed->invocation.command->name, "config show");
  EXPECT_TRUE(parsed->invocation.has("--quiet"));
}

TEST(CommandLine, WhatIsWrongIsUsageWithItsMend) {
  struct Case {
    std::vector<std::string> line;
    std::string remedy;
  };
  for (const auto& [line, remedy] : std::vector<Case>{{{"chek"}, "'check'"},
                                                      {{"check", "--conect"}, "'--connect'"},
                                                      {{"check", "surplus"}, "sluss check --help"},
                                                      {{"config"}, "sluss config --help"},
                                                      {{"config", "shwo"}, "'show'"},
                                                      {{"--json"}, "sluss --help"},
                                                      {{"check", "--log-level", "loud"}, "--help"},
                                                      {{"check", "--config"}, "--help"}}) {
    const auto parsed = parse_command_line(line);
    ASSERT_FALSE(parsed) << line[0];
    EXPECT_EQ(parsed.error().code, "usage.command_line") << line[0];
    EXPECT_EQ(exit_code_of(parsed.error()), ExitCode::usage);
    EXPECT_NE(parsed.error().remedy.find(remedy), std::string::npos) << line.back() << ": " << parsed.error().remedy;
  }
}

// `backup signer` is below `backup`, whose --to it does not take.
TEST(CommandLine, OptionsOfTheCommandAboveAreRefused) {
  const auto refused = parse_command_line({"backup", "signer", "--to", "f"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "usage.command_line");
  EXPECT_EQ(refused.error().what, "sluss backup signer takes no --to");
  for (const auto& line : std::vector<std::vector<std::string>>{{"backup", "keygen", "--to", "f"},
                                                                {"backup", "--to", "f", "--keep", "3"},
                                                                {"backup", "signer", "--config", "f", "--json"}}) {
    const auto parsed = parse_command_line(line);
    EXPECT_TRUE(parsed) << line[1] << ": " << core::describe(parsed.error());
  }
}

TEST(CommandLine, WhatRemovesIsNotSuggestedForAnotherWord) {
  const auto remedy = [](const std::string& word) { return parse_command_line({word}).error().remedy; };
  EXPECT_NE(remedy("restart").find("'reload'"), std::string::npos) << remedy("restart");
  EXPECT_NE(remedy("restor").find("'restore'"), std::string::npos) << remedy("restor");
  EXPECT_EQ(remedy("resort").find("'restore'"), std::string::npos) << remedy("resort");
}

TEST(CommandLine, HelpIsAWordToo) {
  using Line = std::vector<std::string>;
  const auto text = [](const Line& line) { return parse_command_line(line).value().text; };
  EXPECT_EQ(text({"help"}), text({"--help"}));
  EXPECT_EQ(text({"help", "runs"}), text({"runs", "--help"}));
  EXPECT_EQ(text({"help", "archive", "prune"}), text({"archive", "prune", "--help"}));
  EXPECT_NE(text({"help", "show", "1"}).find("Usage: sluss show"), std::string::npos);
  const auto unknown = parse_command_line({"help", "chek"});
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().remedy.find("'check'"), std::string::npos);
}

TEST(CommandLine, HelpTeachesWithExamples) {
  for (const auto& command : command_table()) {
    std::vector<std::string> line;
    std::istringstream words{std::string(command.name)};
    for (std::string word; words >> word;) line.push_back(word);
    line.emplace_back("--help");
    const auto parsed = parse_command_line(line);
    ASSERT_TRUE(parsed) << command.name;
    EXPECT_NE(parsed->text.find("Usage: sluss " + std::string(command.name)), std::string::npos) << parsed->text;
    for (const auto example : command.examples) {
      EXPECT_NE(parsed->text.find(example), std::string::npos) << command.name;
      EXPECT_TRUE(example.starts_with("sluss ")) << command.name;
    }
    EXPECT_TRUE(command.hidden || !command.examples.empty()) << command.name;
  }
}

/// Every example is a valid line, and runs the command that it belongs to.
TEST(CommandLine, ExamplesAreRight) {
  for (const auto& command : command_table()) {
    for (const auto example : command.examples) {
      std::vector<std::string> line;
      std::string word;
      bool quoted = false;
      for (const char c : std::string(example.substr(6)) + ' ') {
        if (c == '"') {
          quoted = !quoted;
        } else if (c == ' ' && !quoted) {
          line.push_back(word);
          word.clear();
        } else {
          word += c;
        }
      }
      line.erase(std::ranges::find(line, ">"), line.end());
      const auto parsed = parse_command_line(line);
      ASSERT_TRUE(parsed) << example << ": " << core::describe(parsed.error());
      EXPECT_EQ(parsed->invocation.command->name, command.name) << example;
    }
  }
}

// Each first word of several commands that is no command itself says what they do, and names them all.
TEST(CommandLine, EveryGroupHasItsWords) {
  std::map<std::string, std::vector<std::string>> groups;
  std::set<std::string> alone;
  for (const auto& command : command_table()) {
    const std::string name(command.name);
    const auto blank = name.find(' ');
    if (blank == std::string::npos)
      alone.insert(name);
    else if (!command.hidden || name.starts_with("debug "))
      groups[name.substr(0, blank)].push_back(name.substr(blank + 1));
  }
  std::set<std::string_view> different;
  for (const auto& [group, commands] : groups) {
    if (alone.contains(group)) continue;
    const auto words = group_summary(group);
    EXPECT_NE(words, "") << group << ": give it its words in group_summary()";
    EXPECT_TRUE(different.insert(words).second) << group;
    const auto listed = words.find(": ");
    ASSERT_NE(listed, std::string_view::npos) << group;
    std::string all;
    for (const auto& command : commands) all += (all.empty() ? "" : ", ") + command;
    EXPECT_EQ(words.substr(listed + 2), all) << group;
  }
  EXPECT_GE(different.size(), 6U);
  EXPECT_EQ(group_summary("nothing"), "");
}

// A group's help ends with its own examples, and shows what it is for.
TEST(CommandLine, GroupsShowTheirOwnExamples) {
  const auto program = parse_command_line({"--help"});
  ASSERT_TRUE(program);
  EXPECT_EQ(program->text.find("for tests\n"), std::string::npos) << program->text;
  EXPECT_NE(program->text.find("Begin with"), std::string::npos);
  for (const auto& [group, example] :
       std::vector<std::pair<std::string, std::string>>{{"token", "sluss token add powerbi"},
                                                        {"audit", "sluss audit verify"},
                                                        {"archive", "sluss archive list"},
                                                        {"config", "sluss config show"}}) {
    const auto help = parse_command_line({group, "--help"});
    ASSERT_TRUE(help) << group;
    EXPECT_NE(help->text.find(example), std::string::npos) << help->text;
    EXPECT_EQ(help->text.find("Begin with"), std::string::npos) << help->text;
    EXPECT_EQ(help->text.find("for tests"), std::string::npos) << help->text;
  }
}

TEST(CommandLine, TheManualAndTheCompletionAreFresh) {
  EXPECT_TRUE(content_of("docs/man/sluss.1") == manual_page()) << "stale: sluss config manual > docs/man/sluss.1";
  EXPECT_TRUE(content_of("completion/sluss.bash") == bash_completion())
      << "stale: sluss config completion > completion/sluss.bash";
  EXPECT_TRUE(content_of("completion/_sluss") == zsh_completion())
      << "stale: sluss config completion --shell zsh > completion/_sluss";
  EXPECT_TRUE(content_of("completion/sluss.fish") == fish_completion())
      << "stale: sluss config completion --shell fish > completion/sluss.fish";
}

TEST(ExitCodes, OneTable) {
  struct Case {
    std::string code;
    core::ErrorClass error_class;
    int exit;
  };
  using core::ErrorClass;
  for (const auto& [code, error_class, exit] : std::vector<Case>{{"config.unknown_key", ErrorClass::config, 78},
                                                                 {"usage.command_line", ErrorClass::config, 64},
                                                                 {"job.unknown", ErrorClass::config, 64},
                                                                 {"lineage.unknown", ErrorClass::data, 64},
                                                                 {"backup.unknown", ErrorClass::config, 78},
                                                                 {"http.gone", ErrorClass::source, 2},
                                                                 {"http.timeout", ErrorClass::transient, 2},
                                                                 {"run.not_conserved", ErrorClass::data, 2},
                                                                 {"disk.full", ErrorClass::storage, 2},
                                                                 {"warehouse.locked", ErrorClass::busy, 75},
                                                                 {"run.cancelled", ErrorClass::cancelled, 75}}) {
    EXPECT_EQ(static_cast<int>(exit_code_of({.code = code, .error_class = error_class})), exit) << code;
  }
  // The same error of a file is the configuration's.
  const auto given = from_command_line(core::parse_duration("soon"), "--drain");
  ASSERT_FALSE(given);
  EXPECT_EQ(given.error().code, "duration.invalid");
  EXPECT_EQ(given.error().place.field, "command line: --drain");
  EXPECT_EQ(static_cast<int>(exit_code_of(given.error())), 64);
  EXPECT_NE(static_cast<int>(exit_code_of(core::parse_duration("soon").error())), 64);
  std::set<int> codes;
  for (const auto& row : exit_codes()) codes.insert(static_cast<int>(row.code));
  EXPECT_EQ(codes, (std::set<int>{0, 1, 2, 3, 64, 75, 78}));
}

}  // namespace
}  // namespace sluss::daemon::program
