#include "daemon/serve/notify/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <vector>

#include "core/text.h"
#include "daemon/serve/notify/condition.h"
#include "daemon/serve/notify/figures.h"
#include "daemon/serve/notify/message_json.h"
#include "daemon/serve/notify/over.h"
#include "daemon/serve/notify/phrases.h"
#include "daemon/serve/notify/safe_text.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::notify {
namespace {

using swedish::capitalised;
using swedish::counted;
using swedish::Gender;
using swedish::listed;
using swedish::swedish_span;

constexpr std::size_t subject_most = 200;

std::vector<const NewFigures*> news_of(const Decision& decision) {
  std::vector<const NewFigures*> runs;
  for (const auto& notice : decision.notices)
    if (const auto* run = std::get_if<NewFigures>(&notice.event)) runs.push_back(run);
  return runs;
}

const FileRead* file_of(const NewFigures& run, const Sender& sender) {
  const auto found = sender.files.find(run.run);
  return found == sender.files.end() ? nullptr : &found->second;
}

/// "Nya uppgifter: två av era nyckeltal har fått nya värden. Filen lista.xlsx är läst"
std::string news_sentence(const std::vector<const NewFigures*>& runs, const Sender& sender) {
  std::vector<const NewFigures*> with_figures;
  std::string files;
  for (const auto* run : runs) {
    const auto* file = file_of(*run, sender);
    if (file != nullptr) files += (files.empty() ? "" : ". ") + capitalised(file_sentence(*file));
    if (!run->released.empty()) files += (files.empty() ? "" : ". ") + capitalised(released_sentence(*run));
    if (file == nullptr || !run->figures.empty() || run->removed > 0) with_figures.push_back(run);
  }
  if (with_figures.empty()) return files;
  return "Nya uppgifter: " + figures_sentence(with_figures) + (files.empty() ? "" : ". ") + files;
}

std::string subject_of(const Decision& decision, const Sender& sender) {
  const auto now = sender.now;
  std::map<int, std::vector<const Notice*>> kinds;
  for (const auto& notice : decision.notices)
    if (!std::holds_alternative<NewFigures>(notice.event)) kinds[headline_order(notice.event)].push_back(&notice);
  std::vector<std::string> parts;
  parts.reserve(kinds.size() + 1);
  for (const auto& [order, notices] : kinds) parts.push_back(headline(notices, now));
  const auto news = news_of(decision);
  if (parts.empty() && news.empty())
    parts.push_back(decision.over.size() == 1
                        ? over_phrase(decision.over.front())
                        : counted(static_cast<std::int64_t>(decision.over.size()), Gender::neuter, "besked", "besked") +
                              " gäller inte längre");
  const auto news_part = news.empty() ? std::string() : news_sentence(news, sender);
  if (parts.empty()) return core::shortened(news_part, subject_most);
  const auto trouble = "Sluss: " + listed(parts);
  if (news.empty()) return core::shortened(trouble, subject_most);
  // What is new is what most wait for: it is the trouble that is cut.
  return core::shortened(trouble, subject_most - 2 - std::min<std::size_t>(core::width_of(news_part), 120)) + ". " +
         core::shortened(news_part, 120);
}

void add_section(std::string& text, std::string_view heading, const std::vector<std::string>& lines) {
  text += fmt::format("{}\n", heading);
  for (std::size_t i = 0; i < core::width_of(heading); ++i) text += '-';
  text += '\n';
  for (const auto& line : lines) text += line + "\n";
  text += '\n';
}

std::string text_of(const Decision& decision, const Sender& sender) {
  std::string text;
  for (const auto& notice : decision.notices) {
    if (const auto* run = std::get_if<NewFigures>(&notice.event)) {
      auto lines = figures_lines(*run);
      if (const auto* file = file_of(*run, sender)) {
        const auto read = file_lines(*file);
        lines.insert(lines.begin(), read.begin(), read.end());
      }
      add_section(text, news_sentence({run}, sender), lines);
    } else {
      auto [heading, lines] = section(notice, sender.now, sender.page);
      const auto* failed = std::get_if<RunFailed>(&notice.event);
      const auto why =
          failed != nullptr && !failed->file && sender.explain ? sender.explain(failed->error) : std::string();
      if (!why.empty()) lines.insert(lines.begin(), safe_text(why, 600));
      add_section(text, heading, lines);
    }
  }
  if (!decision.over.empty()) {
    std::vector<std::string> lines;
    lines.reserve(decision.over.size());
    for (const auto& over : decision.over)
      lines.push_back(fmt::format("  * {} ({} sedan {}).", capitalised(over_phrase(over)),
                                  over.kind == EventKind::series_held ? "hade väntat" : "hade gällt",
                                  core::swedish_text(over.since)));
    add_section(text, "Gäller inte längre", lines);
  }
  text += fmt::format("-- \nSluss för {}, {}.\n", safe_text(sender.whose, 100), core::swedish_text(sender.now));
  if (!sender.page.empty()) text += safe_text(sender.page, 300) + "\n";
  const bool lasting =
      std::ranges::any_of(decision.notices, [](const Notice& notice) { return repeats(notice.event); });
  if (lasting) {
    text += fmt::format("Samma besked kommer igen först när något ändras, eller efter {}.\n",
                        swedish_span(sender.rule.again_after));
  }
  return text;
}

}  // namespace

Message compose(const Decision& decision, const Sender& sender) {
  assert(!decision.silent());
  Message message;
  message.subject = subject_of(decision, sender);
  message.text = text_of(decision, sender);
  message.json = json_of(decision, sender, message);
  return message;
}

}  // namespace sluss::daemon::notify
