#include "connectors/register/html/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "connectors/register/html/markup.h"
#include "connectors/register/html/page_text.h"
#include "connectors/register/html/survey.h"
#include "connectors/register/html/table_rows.h"
#include "connectors/register/markup_pieces.h"
#include "connectors/register/over_limit.h"
#include "connectors/register/row_queue.h"

namespace sluss::connectors::registers {
namespace {

/// Feeds a page to the parser, block by block.
class Feeding {
 public:
  Feeding(html::PageText page, html::Events& events, const std::filesystem::path& path)
      : page_(std::move(page)), events_(events), markup_(events, path) {}

  /// False: that was the end.
  core::Result<bool> step() {
    SLUSS_TRY(page_.read(block_));
    if (block_.empty()) events_.end_page();
    bytes_ += static_cast<std::int64_t>(block_.size());
    SLUSS_TRY(markup_.feed(block_));
    return !block_.empty();
  }
  [[nodiscard]] std::int64_t bytes() const { return bytes_; }

 private:
  html::PageText page_;
  html::Events& events_;
  html::Markup markup_;
  std::string block_;
  std::int64_t bytes_ = 0;
};

class HtmlRows final : public QueuedRows {
 public:
  HtmlRows(html::PageText page, std::size_t table, const Limits& limits, const std::filesystem::path& path)
      : table_(table, limits, path, false), feeding_(std::move(page), table_, path) {}

 private:
  RowQueue& queue() override { return table_.rows(); }
  core::Result<bool> fill() override {
    if (table_.error()) return std::unexpected(*table_.error());
    if (table_.done()) return false;
    auto more = feeding_.step();
    // The table's own error is the earlier one in the page.
    if (table_.error()) return std::unexpected(*table_.error());
    return more;
  }

  html::TableRows table_;
  Feeding feeding_;
};

/// The rest of a style sheet has colours and sizes.
core::Result<> see_style_comments(std::string_view style, const SeeOtherText& see) {
  for (std::size_t at = style.find("/*"); at != std::string_view::npos; at = style.find("/*", at)) {
    const auto end = std::min(style.find("*/", at + 2), style.size());
    SLUSS_TRY(see("sidans kommentarer", style.substr(at + 2, end - at - 2)));
    at = end;
  }
  return {};
}

class HtmlDocument final : public Document {
 public:
  HtmlDocument(std::filesystem::path path, const Limits& limits, std::vector<Sheet> sheets, std::string recognised)
      : path_(std::move(path)), limits_(limits), sheets_(std::move(sheets)), recognised_(std::move(recognised)) {}

  [[nodiscard]] const std::vector<Sheet>& sheets() const override { return sheets_; }

  core::Result<std::unique_ptr<RowReader>> open(std::size_t sheet) override {
    auto page = SLUSS_TRY(html::PageText::open(path_));
    return std::make_unique<HtmlRows>(std::move(page), sheet, limits_, path_);
  }

  core::Result<std::vector<MergedCells>> merged(std::size_t sheet) override {
    html::TableRows table(sheet, limits_, path_, true);
    Feeding feeding(SLUSS_TRY(html::PageText::open(path_)), table, path_);
    while (!table.done() && SLUSS_TRY(feeding.step())) {
    }
    if (table.error()) return std::unexpected(*table.error());
    return table.merged();
  }

  core::Result<> other_texts(const SeeOtherText& see) override {
    auto page = SLUSS_TRY(html::PageText::open(path_));
    core::Result<> seen;
    MarkupPieces pieces(true, [&](MarkupPieces::Kind kind, std::string_view element, std::string_view piece) {
      const bool code = element == "script" || element == "style";
      if (seen && element == "style" && kind == MarkupPieces::Kind::text) seen = see_style_comments(piece, see);
      if (!seen || (code && kind == MarkupPieces::Kind::text)) return;
      seen = see(kind == MarkupPieces::Kind::attribute ? "sidans attribut"
                 : kind == MarkupPieces::Kind::comment ? "sidans kommentarer"
                                                       : "sidans text",
                 piece);
    });
    std::string block;
    do {
      SLUSS_TRY(page.read(block));
      pieces.feed(block);
      SLUSS_TRY(seen);
    } while (!block.empty());
    pieces.end();
    return seen;
  }

  [[nodiscard]] std::string recognised() const override { return recognised_; }

 private:
  std::filesystem::path path_;
  Limits limits_;
  std::vector<Sheet> sheets_;
  std::string recognised_;
};

}  // namespace

core::Result<std::unique_ptr<Document>> open_html(const std::filesystem::path& path, const Limits& limits) {
  auto page = SLUSS_TRY(html::PageText::open(path));
  const auto encoding = name_of(page.encoding());
  html::Survey survey(limits, path);
  Feeding feeding(std::move(page), survey, path);
  while (SLUSS_TRY(feeding.step())) SLUSS_TRY(survey.state());
  SLUSS_TRY(survey.state());
  auto sheets = survey.sheets();
  if (sheets.empty()) {
    return core::fail(core::ErrorClass::data, "html.no_table", "the page has no table",
                      "Save the page that shows the table; one that a program draws on the page is saved by the "
                      "browser as a complete page.",
                      {.file = path.string()});
  }
  // Each table that is opened is one more reading.
  if (feeding.bytes() > limits.unpacked_bytes / static_cast<std::int64_t>(sheets.size())) {
    return over_limit(fmt::format("the page has {} tables in {} bytes: read one by one, more than {} bytes",
                                  sheets.size(), feeding.bytes(), limits.unpacked_bytes),
                      {.file = path.string()});
  }
  auto recognised = fmt::format("HTML, {}, {} {}", encoding, sheets.size(), sheets.size() == 1 ? "tabell" : "tabeller");
  return std::make_unique<HtmlDocument>(path, limits, std::move(sheets), std::move(recognised));
}

}  // namespace sluss::connectors::registers
