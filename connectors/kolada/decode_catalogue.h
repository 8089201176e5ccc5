#pragma once
// Inside the decoder: indicators, areas, groups and units.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kolada/json_walk.h"
#include "core/batch.h"

namespace sluss::connectors::kolada::impl {

/// How a field of a catalogue object is read into its column.
enum class FieldKind : std::uint8_t { text, flag, text_or_number };

struct FieldSpec {
  std::string_view key;
  std::string_view older;  ///< its name in API v2, or empty
  FieldKind kind = FieldKind::text;
  bool required = false;
};

class CatalogueRows {
 public:
  explicit CatalogueRows(Stream stream);
  void begin(std::string_view page, const OnRows& on_rows, const OnFlaw& on_flaw);
  core::Result<> item(ondemand::value& element, std::int64_t number);
  core::Result<> end();
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] std::int64_t flaws() const { return flaws_; }

 private:
  struct Cell {
    bool valid = false;
    bool flag = false;
    std::string_view text;
  };
  struct Member {
    std::string_view id;
    std::string_view title;
    bool has_title = false;
  };
  [[nodiscard]] Read read_fields(ondemand::object& object, std::int64_t number, FlawAt& flaw);
  [[nodiscard]] Read read_cell(ondemand::value& value, const FieldSpec& field, Cell& cell, FlawAt& flaw);
  [[nodiscard]] Read read_members(ondemand::value& list, std::int64_t number, FlawAt& flaw);
  [[nodiscard]] Read read_member(ondemand::value& element, Member& member, FlawAt& flaw);
  void append_row(const Member* member);
  void report_flaw(const FlawAt& flaw, std::int64_t number, std::int64_t inner);

  std::span<const FieldSpec> fields_;
  bool groups_ = false;
  std::string_view page_;
  const OnRows* on_rows_ = nullptr;
  const OnFlaw* on_flaw_ = nullptr;
  core::Batch batch_;
  std::vector<Cell> cells_;
  std::vector<Member> members_;
  std::int64_t rows_ = 0;
  std::int64_t flaws_ = 0;
  core::Result<> trouble_;
};

}  // namespace sluss::connectors::kolada::impl
