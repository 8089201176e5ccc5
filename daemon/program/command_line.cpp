// The one file that sees CLI11: the table becomes its parser.
#include "daemon/program/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>

#include "core/ids.h"
#include "daemon/program/command_table.h"

namespace sluss::daemon::program {
namespace {

std::vector<std::string> split(std::string_view words, char at) {
  std::vector<std::string> result;
  for (std::size_t begin = 0; begin <= words.size();) {
    const auto end = std::min(words.find(at, begin), words.size());
    if (end > begin) result.emplace_back(words.substr(begin, end - begin));
    begin = end + 1;
  }
  return result;
}

/// Never suggested for a mistyped word: what they remove does not come back.
constexpr std::array<std::string_view, 3> removing{"discard", "prune", "restore"};

class Parser {
 public:
  Parser()
      : app_("Sluss lifts figures from national sources into one warehouse that remembers every version.", "sluss") {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "sluss " SLUSS_VERSION);
    app_.get_formatter()->column_width(34);
    app_.footer(
        "Begin with:\n  sluss init\n  sluss run kolada\n  sluss export nyckeltal_jamforelse --output tabell.xlsx\n\n"
        "sluss COMMAND --help shows more about a command; man sluss about all of them.");
    for (const auto& option : global_options()) add(app_, option);
    for (const auto& command : command_table()) add(command);
  }

  core::Result<CommandLine> parse(std::vector<std::string> arguments) {
    std::ranges::reverse(arguments);  // as CLI11 wants them
    try {
      app_.parse(arguments);
    } catch (const CLI::CallForVersion& version) {
      return CommandLine{{}, std::string(version.what()) + "\n"};
    } catch (const CLI::CallForHelp&) {
      return CommandLine{{}, app_.help()};
    } catch (const CLI::Error& error) {
      return wrong(error);
    }
    CommandLine line;
    const auto* chosen = &deepest(app_);
    line.invocation.command = commands_.at(chosen);
    if (const auto option = option_of_another(*chosen); !option.empty()) {
      const std::string name(line.invocation.command->name);
      return core::fail(core::ErrorClass::config, "usage.command_line", "sluss " + name + " takes no " + option,
                        "`sluss " + name + " --help` shows what it takes.");
    }
    collect(app_, line.invocation);
    for (const auto* at = chosen; at != nullptr && at != &app_; at = at->get_parent()) collect(*at, line.invocation);
    return line;
  }

 private:
  static const CLI::App& deepest(const CLI::App& app) {
    const auto chosen = app.get_subcommands();
    return chosen.empty() ? app : deepest(*chosen.front());
  }

  /// "--to" of `sluss backup signer --to F`, which the parser takes for the command above. Empty: none.
  std::string option_of_another(const CLI::App& chosen) const {
    const auto own = chosen.get_options();
    for (const auto* at = chosen.get_parent(); at != nullptr && at != &app_; at = at->get_parent()) {
      for (const auto* option : at->get_options()) {
        const auto name = option->get_name();
        if (option->count() != 0 && std::ranges::none_of(own, [&](const auto* one) { return one->get_name() == name; }))
          return name;
      }
    }
    return "";
  }

  static void add(CLI::App& app, const Argument& option) {
    const std::string name(option.name);
    const std::string help(option.help);
    if (option.value.empty()) {
      auto* flag = app.add_flag(name, help);
      if (option.required) flag->required();
      return;
    }
    auto* made = app.add_option(name)->description(help)->type_name(std::string(option.value))->expected(1);
    if (!option.words.empty()) made->check(CLI::IsMember(split(option.words, '|')));
    if (option.required) made->required();
  }

  void add(const Command& command) {
    auto* parent = &app_;
    const auto names = split(command.name, ' ');
    for (std::size_t i = 0; i + 1 < names.size(); ++i) {
      const auto groups = parent->get_subcommands([&](const CLI::App* a) { return a->get_name() == names[i]; });
      auto* group = groups.empty() ? nullptr : groups.front();
      if (group == nullptr) {
        group = parent->add_subcommand(names[i], std::string(group_summary(names[i])));
        group->require_subcommand(1);
        group->fallthrough();
        group->footer(group_examples(names[i]));
        if (names[i] == "debug") group->group("");
      }
      parent = group;
    }
    auto* made = parent->add_subcommand(names.back(), std::string(command.summary));
    made->fallthrough();
    if (command.hidden) made->group("");
    for (const auto& argument : command.arguments) {
      auto* positional =
          made->add_option(std::string(argument.name))->description(std::string(argument.help))->expected(1);
      if (argument.required) positional->required();
    }
    for (const auto& option : command.options) add(*made, option);
    std::string footer(command.description);
    if (command.changes) footer += (footer.empty() ? "" : "\n\n") + std::string(recorded_in_audit);
    if (!command.examples.empty()) footer += (footer.empty() ? "" : "\n\n") + std::string("Examples:");
    for (const auto example : command.examples) footer += "\n  " + std::string(example);
    made->footer(footer);
    commands_.emplace(made, &command);
  }

  /// Its commands' own; CLI11 would take the program's footer.
  static std::string group_examples(const std::string& group) {
    std::string text = "Examples:";
    for (const auto& command : command_table()) {
      if (!command.name.starts_with(group + " ") || (command.hidden && group != "debug")) continue;
      for (const auto example : command.examples) text += "\n  " + std::string(example);
    }
    return text;
  }

  static void collect(const CLI::App& app, Invocation& invocation) {
    for (const auto* option : app.get_options()) {
      if (option->count() == 0) continue;
      const bool flag = option->get_expected_max() == 0;
      invocation.values.insert_or_assign(option->get_positional() ? option->get_name(true) : option->get_name(),
                                         flag ? "true" : option->results().back());
    }
  }

  core::Result<CommandLine> wrong(const CLI::Error& error) {
    const auto& at = deepest(app_);
    std::string path;
    for (const auto* app = &at; app != nullptr && app != &app_; app = app->get_parent())
      path.insert(0, " " + app->get_name());
    path.insert(0, "sluss");
    std::string remedy = "`" + path + " --help` shows how.";
    std::string what = error.what();
    // CLI11 names what it could not place at the end of its message.
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
        dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
      const auto extras = app_.remaining(true);
      if (!extras.empty()) {
        what = "'" + extras.front() + "' is not known here";
        if (const auto near = suggestion(at, extras.front()); !near.empty())
          remedy = "Did you mean '" + near + "'? " + remedy;
      }
    }
    if (what.ends_with('\n')) what.pop_back();
    return core::fail(core::ErrorClass::config, "usage.command_line", what, remedy);
  }

  static std::string suggestion(const CLI::App& app, const std::string& word) {
    if (word == "restart" && app.get_parent() == nullptr) return "reload";  // as other services' programs have it
    std::string best;
    std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
    const auto consider = [&](const std::string& name) {
      const auto distance = word.size() > 60 ? least : core::edit_distance(word, name);
      if (distance > 1 && std::ranges::find(removing, name) != removing.end()) return;
      if (distance < least) {
        least = distance;
        best = name;
      }
    };
    for (const auto* command : app.get_subcommands([](const CLI::App* a) { return !a->get_group().empty(); }))
      consider(command->get_name());
    for (const auto* at = &app; at != nullptr; at = at->get_parent())
      for (const auto* option : at->get_options()) consider(option->get_name());
    return best;
  }

  CLI::App app_;
  std::map<const CLI::App*, const Command*> commands_;
};

/// `sluss help`, `sluss help archive prune`: what --help prints. Runs no command.
core::Result<CommandLine> help_about(std::vector<std::string> words) {
  const auto is_first = [&](const Command& command) { return split(command.name, ' ').front() == words.front(); };
  if (words.empty() || std::ranges::any_of(command_table(), is_first)) {
    words.emplace_back("--help");
  } else {
    words.resize(1);  // no command's name, and refused as such
  }
  return Parser().parse(std::move(words));
}

}  // namespace

std::string_view program_version() {
  return SLUSS_VERSION;
}

core::Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return parse_command_line({"--help"});
  if (arguments.front() == "help") return help_about({arguments.begin() + 1, arguments.end()});
  return Parser().parse(arguments);
}

}  // namespace sluss::daemon::program
