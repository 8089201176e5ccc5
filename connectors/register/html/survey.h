#pragma once
// Inside the reader of pages: which tables a page has, and their names. Memory: the names, at most most_row_bytes.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "connectors/register/html/markup.h"
#include "connectors/register/html/shown_text.h"
#include "connectors/register/limits.h"
#include "connectors/register/sheets.h"
#include "core/error.h"

namespace sluss::connectors::registers::html {

class Survey final : public Events {
 public:
  Survey(const Limits& limits, std::filesystem::path path) : limits_(limits), path_(std::move(path)) {}

  void start(std::string_view element, const Attributes& attributes) override;
  void end(std::string_view element) override;
  void text(std::string_view text) override;
  void lost_character(std::int64_t line) override;
  void end_page() override;

  /// The first error, for good. Data class "register.limit", and "html.cut" of a page that ends inside a table.
  [[nodiscard]] core::Result<> state() const;
  /// In the order of their beginnings, each name once.
  [[nodiscard]] std::vector<Sheet> sheets() const;

 private:
  struct Table {
    std::string caption;
    std::string id;
    bool hidden = false;
  };
  void close_caption();
  void cut(std::size_t table);
  void check_names(std::string_view last);

  Limits limits_;
  std::filesystem::path path_;
  std::vector<Table> tables_;
  std::vector<std::size_t> open_;  ///< tables inside one another
  std::optional<std::size_t> captioned_;
  ShownText caption_;
  int unseen_ = 0;
  bool ended_ = false;  ///< all of the page has been fed
  std::int64_t name_bytes_ = 0;
  std::optional<core::Error> error_;
};

}  // namespace sluss::connectors::registers::html
