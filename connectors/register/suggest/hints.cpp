#include "connectors/register/suggest/hints.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "connectors/register/suggest/names.h"

namespace sluss::connectors::registers {
namespace {

using Columns = std::vector<HintColumn>;

const HintColumn* headed(const Columns& columns, std::initializer_list<std::string_view> beginnings) {
  const auto found = std::ranges::find_if(columns, [&](const HintColumn& column) {
    const auto name = plain_name(column.heading);
    return std::ranges::any_of(beginnings, [&](std::string_view one) {
      return name == one || name.starts_with(std::string(one) + "_") || name == std::string(one) + "snamn" ||
             name == std::string(one) + "namn";
    });
  });
  return found == columns.end() ? nullptr : &*found;
}

std::string rule(const std::string& what, const std::string& is, const std::string& when) {
  return fmt::format("#\n# [[table.rule]]\n# {} = {}\n# {}\n", what, toml_text(is), when);
}

std::string filled(const HintColumn& column) {
  return "filled = [" + toml_text(column.name) + "]";
}
std::string where(const HintColumn& column, const std::string& pattern) {
  return "where = { " + column.name + " = " + toml_text(pattern) + " }";
}

/// Its text that is the country; empty: none.
std::string country_in(const HintColumn& column) {
  for (const auto& [text, count] : column.profile->others())
    if (is_country(text)) return text;
  return "";
}

class Hinting {
 public:
  explicit Hinting(const Columns& columns) : columns_(columns) {}

  Hints hints() {
    levels();
    regime();
    totals();
    return std::move(made_);
  }

 private:
  void levels() {
    std::string rules;
    const auto* county = headed(columns_, {"lan"});
    const auto* municipality = headed(columns_, {"kommun"});
    const auto* district = headed(columns_, {"stadsdel", "stadsdelsomrade", "stadsdelsnamnd"});
    const auto* unit = headed(columns_, {"enhet", "enhetens"});
    for (const auto& column : columns_)
      if (const auto text = country_in(column); !text.empty()) {
        rules += rule("level", "rike", where(column, escaped(text)));
        break;
      }
    if (unit != nullptr) rules += rule("level", "enhet", filled(*unit));
    if (district != nullptr) rules += rule("level", "stadsdel", filled(*district));
    if (municipality != nullptr) rules += rule("level", "kommun", filled(*municipality));
    if (county != nullptr) rules += rule("level", "län", filled(*county));
    for (const auto& column : columns_) rules += levels_of_codes(column);
    constexpr std::string_view begin = "# [[table.rule]]";
    const auto first = rules.find(begin);
    if (first == std::string::npos || rules.find(begin, first + 1) == std::string::npos) return;  // of one level
    made_.toml +=
        "\n# Rows of several levels may be in the table: give each its level, or they are counted together. The first\n"
        "# rule that holds counts; a row to which none applies is rejected.\n" +
        rules;
    made_.open.emplace_back("which level each row is of: the rules are comments");
  }

  /// Of a column of codes whose key file has the country, counties and municipalities.
  static std::string levels_of_codes(const HintColumn& column) {
    if (column.key == nullptr || !column.key->counties || !column.key->municipalities) return "";
    std::string rules;
    if (!column.key->country.empty()) rules += rule("level", "rike", where(column, escaped(column.key->country)));
    return rules + rule("level", "län", where(column, "{kod:code2}")) +
           rule("level", "kommun", where(column, "{kod:code4}"));
  }

  void regime() {
    const auto* column = headed(columns_, {"regi", "regiform", "driftsform"});
    if (column == nullptr || column->profile->others().size() < 2) return;
    made_.toml += "\n# A row in all and one of each kind: give each its variant, with a [[dimension]] of that name.\n";
    for (const auto& [text, count] : column->profile->others())
      made_.toml += rule("variant", is_total(text) ? "total" : plain_name(text), where(*column, escaped(text)));
    made_.open.emplace_back("which variant each row is of: the rules are comments");
  }

  void totals() {
    std::string all;
    for (const auto& column : columns_) {
      auto total = column.key == nullptr ? std::string() : column.key->total;
      for (const auto& [text, count] : column.profile->others())
        if (is_total(text)) total = text;
      if (total.empty()) continue;
      all += fmt::format("# {}: {}\n", column.name, toml_text(remarked(total)));
      made_.open.push_back(fmt::format("totals are among the details of {}: no sum may count both", column.name));
    }
    if (!all.empty())
      made_.toml +=
          "\n# Totals are among the details. Let [facts] take each as a figure of its own, and add nothing up:\n" + all;
  }

  const Columns& columns_;
  Hints made_;
};

}  // namespace

Hints hints_of(const std::vector<HintColumn>& columns) {
  return Hinting(columns).hints();
}

}  // namespace sluss::connectors::registers
