#include "connectors/register/html/survey.h"

#include <fmt/format.h>

#include <unordered_map>
#include <utility>

#include "connectors/register/over_limit.h"
#include "core/text.h"

namespace sluss::connectors::registers::html {
void Survey::start(std::string_view element, const Attributes& attributes) {
  if (error_) return;
  if (is_unseen(element)) ++unseen_;
  if (captioned_) caption_.start(element, attributes);
  if (element == "table") {
    close_caption();
    if (ended_) return cut(tables_.size() + 1);  // its own tag is cut
    if (static_cast<std::int64_t>(tables_.size()) >= limits_.entries) {
      error_ = over_limit(fmt::format("the page has more than {} tables", limits_.entries), {.file = path_.string()})
                   .error();
      return;
    }
    open_.push_back(tables_.size());
    tables_.push_back(
        {.id = std::string(core::trimmed(attributes.get("id").value_or(""))), .hidden = is_hidden(attributes)});
    name_bytes_ += static_cast<std::int64_t>(tables_.back().id.size());
    check_names(tables_.back().id);
  }
  if (element == "caption" && !open_.empty() && tables_[open_.back()].caption.empty()) captioned_ = open_.back();
  // A caption that nobody ended: libxml2 leaves it open.
  if (element == "tr" || element == "td" || element == "th") close_caption();
}

void Survey::end(std::string_view element) {
  if (error_) return;
  if (is_unseen(element)) --unseen_;
  if (captioned_) caption_.end(element);
  if (element == "caption" || element == "table") close_caption();
  if (element == "table" && !open_.empty()) open_.pop_back();
}

void Survey::text(std::string_view text) {
  if (error_ || !captioned_ || unseen_ > 0) return;
  caption_.text(text);
  check_names(caption_.shown());
}

void Survey::check_names(std::string_view last) {
  const auto size = static_cast<std::int64_t>(last.size());
  if (size <= limits_.cell_bytes && name_bytes_ + size <= most_row_bytes) return;
  error_ = over_limit(fmt::format("a table's caption or id is longer than {} bytes, or all of them than {}",
                                  limits_.cell_bytes, most_row_bytes),
                      {.file = path_.string()})
               .error();
}

void Survey::lost_character(std::int64_t /*line*/) {}

void Survey::close_caption() {
  if (!captioned_) return;
  tables_[*captioned_].caption = caption_.shown();
  name_bytes_ += static_cast<std::int64_t>(caption_.shown().size());
  caption_.clear();
  captioned_.reset();
}

void Survey::end_page() {
  ended_ = true;
  if (!open_.empty()) cut(open_.back() + 1);
}

void Survey::cut(std::size_t table) {
  if (error_) return;
  error_ = core::Error{.code = "html.cut",
                       .error_class = core::ErrorClass::data,
                       .what = fmt::format("the page ends inside its table {}", table),
                       .remedy = "Save the page again, whole: rows may be missing.",
                       .place = {.file = path_.string()}};
}

core::Result<> Survey::state() const {
  if (error_) return std::unexpected(*error_);
  return {};
}

std::vector<Sheet> Survey::sheets() const {
  std::vector<Sheet> sheets;
  std::unordered_map<std::string, int> given;
  for (std::size_t index = 0; index < tables_.size(); ++index) {
    const auto& table = tables_[index];
    const auto number = fmt::format("tabell {}", index + 1);
    const auto name = core::one_line(!table.caption.empty() ? table.caption : !table.id.empty() ? table.id : number);
    auto unique = name;
    // "A", "A" and "A (2)" are three names too.
    while (!given.try_emplace(unique, 1).second) unique = fmt::format("{} ({})", name, ++given[name]);
    sheets.push_back({.name = std::move(unique), .hidden = table.hidden});
  }
  return sheets;
}

}  // namespace sluss::connectors::registers::html
