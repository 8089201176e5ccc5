#include "connectors/register/mapping/rows.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "connectors/register/mapping/letters.h"
#include "connectors/register/mapping/table_schema.h"
#include "connectors/register/shown.h"
#include "core/check.h"

namespace sluss::connectors::registers {

namespace {

constexpr std::size_t most_decided = 1000;

bool is_blank(const Cell& cell) {
  return squeezes_to_nothing(cell.text);
}

std::size_t texts_of(const Row& row) {
  return static_cast<std::size_t>(std::ranges::count_if(row.cells, [](const Cell& cell) { return !is_blank(cell); }));
}

bool is_letter_of_its_own(std::string_view text) {
  const auto plain = [&](std::size_t at) { return at >= text.size() || static_cast<unsigned char>(text[at]) < 0x80; };
  return !text.empty() && text.front() > ' ' && plain(0) && plain(1);
}

std::optional<std::string_view> known(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

/// Of a text that need not be squeezed to know that it is not this one.
bool begin_otherwise(std::string_view text, std::string_view squeezed_one) {
  return is_letter_of_its_own(text) && is_letter_of_its_own(squeezed_one) && text.front() != squeezed_one.front();
}

}  // namespace

bool Decided::matches(std::string_view text) {
  if (const auto known = known_.find(text); known != known_.end()) return known->second;
  const bool matched = patterns_.matches(text);
  if (known_.size() < most_decided) known_.emplace(text, matched);
  return matched;
}

TableRows::TableRows(const Mapping& mapping, const Table& table, const FoundHeader& header, const Lookups& lookups,
                     const Captures& captures, TableSummary& summary, const Receiver& receiver)
    : table_(table),
      header_(header),
      lookups_(lookups),
      summary_(summary),
      receiver_(receiver),
      marks_(table.marks, mapping.marks),
      ends_at_(table.ends_at),
      texts_(table.columns.size()),
      kinds_(table.columns.size()),
      filled_(table.columns.size()),
      values_(table.columns.size()),
      own_values_(table.columns.size()),
      days_(table.columns.size()),
      batch_(schema_of(table)) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& column = table.columns[i];
    readings_.push_back(reading_of(column));
    constants_.push_back(column.value.empty() ? std::nullopt : filled_in(column.value, captures));
    const bool absent = !column.headings.empty() && !header.columns[i];
    takes_.push_back({.from = from_of(column),
                      .cell = header.columns[i],
                      .absent = absent,
                      .as_written = !absent && is_as_written(readings_.back()),
                      .figure = is_figure(column.type),
                      .may_be_empty = column.may_be_empty});
  }
  may_end_ = !table.ends_at.empty() || table.ends_at_blank;
  has_unheaded_ = std::ranges::any_of(header.headings, &std::string::empty);
  if (table.unpivot) unpivot_reading_ = reading_of(*table.unpivot);
  for (const auto& rule : table.rules) {
    auto& compiled = rules_.emplace_back(CompiledRule{.rule = &rule});
    for (const auto& where : rule.where) compiled.where.push_back({column_index(where.name), Decided(where.texts)});
    for (const auto& name : rule.filled) compiled.filled.push_back(column_index(name));
    for (const auto& name : rule.empty) compiled.empty.push_back(column_index(name));
    has_levels_ |= !rule.level.empty();
    has_variants_ |= !rule.variant.empty();
  }
}

std::size_t TableRows::column_index(const std::string& name) const {
  const auto found = std::ranges::find(table_.columns, name, &TableColumn::name);
  SLUSS_CHECK(found != table_.columns.end(), "the names of a mapping were checked when it was read");
  return static_cast<std::size_t>(found - table_.columns.begin());
}

bool TableRows::repeats_header(const Row& row) const {
  std::size_t same = 0;
  std::size_t filled = 0;
  for (std::size_t k = 0; k < row.cells.size(); ++k) {
    if (k < header_.headings.size() && begin_otherwise(row.cells[k].text, header_.headings[k])) return false;
    const auto text = squeezed(row.cells[k].text);
    if (text.empty()) continue;
    ++filled;
    if (k >= header_.headings.size() || header_.headings[k] != text) return false;
    ++same;
  }
  return same == filled && same > 1;
}

std::optional<std::string> TableRows::skipped(const Row& row, bool blank) {
  if (blank) return "tom rad";
  if (!table_.header.none && repeats_header(row)) return "upprepad rubrikrad";
  return std::nullopt;
}

TableRows::From TableRows::from_of(const TableColumn& column) {
  if (!column.value.empty()) return From::constant;
  if (!column.lookup.empty()) return From::lookup;
  return column.fill_down ? From::above : From::cell;
}

void TableRows::look_up(std::size_t column) {
  const auto& of = texts_[column_index(table_.columns[column].of)];
  const auto& keys = lookups_.at(table_.columns[column].lookup);
  const auto found = keys.find(squeezed(of));
  if (found == keys.end() && !of.empty()) ++summary_.keys_not_found;
  texts_[column] = found == keys.end() ? std::string_view() : std::string_view(found->second);
}

void TableRows::gather(const Row& row) {
  for (std::size_t i = 0; i < takes_.size(); ++i) {
    const auto& take = takes_[i];
    if (take.from == From::constant || take.from == From::lookup) {
      kinds_[i] = CellKind::text;
      if (take.from == From::lookup) {
        look_up(i);
      } else {
        texts_[i] = constants_[i] ? std::string_view(*constants_[i]) : std::string_view();
      }
      continue;
    }
    const auto cell = take.cell && *take.cell < row.cells.size() ? row.cells[*take.cell] : Cell{};
    if (take.from == From::cell) {
      texts_[i] = cell.text;
      kinds_[i] = cell.kind;
    } else if (!is_blank(cell)) {
      texts_[i] = filled_[i] = cell.text;
      kinds_[i] = cell.kind;
    }
  }
}

bool TableRows::holds(CompiledRule& rule) {
  const auto blank = [&](std::size_t column) { return squeezes_to_nothing(texts_[column]); };
  return std::ranges::none_of(rule.filled, blank) && std::ranges::all_of(rule.empty, blank) &&
         std::ranges::all_of(rule.where, [&](Condition& one) { return one.decided.matches(texts_[one.column]); });
}

std::optional<std::string> TableRows::classify() {
  level_.clear();
  variant_.clear();
  for (auto& rule : rules_) {
    // Without a condition it is of the rows that no rule before knows.
    const bool rest = rule.where.empty() && rule.filled.empty() && rule.empty.empty();
    const bool may_skip = !rest || (level_.empty() && variant_.empty());
    const bool wanted = (!rule.rule->skip.empty() && may_skip) || (!rule.rule->level.empty() && level_.empty()) ||
                        (!rule.rule->variant.empty() && variant_.empty());
    if (!wanted || !holds(rule)) continue;
    if (!rule.rule->skip.empty()) return rule.rule->skip;
    if (level_.empty()) level_ = rule.rule->level;
    if (variant_.empty()) variant_ = rule.rule->variant;
  }
  return std::nullopt;
}

TableRows::Wrong TableRows::refused(std::string_view code, std::optional<std::size_t> index, std::string_view text) {
  return {.code = code, .index = index, .shown = shown(text)};
}

const Value& TableRows::value_of(std::size_t column) {
  const auto text = texts_[column];
  const auto& reading = readings_[column];
  const Cell cell{.kind = kinds_[column], .text = text};
  auto& own = own_values_[column];
  if (takes_[column].figure && marks_.usual(cell, reading, own)) return own;
  const bool of_days = reading.type == ColumnType::date || reading.type == ColumnType::period;
  if (!of_days || cell.kind != CellKind::text) return own = read_value(cell, reading, marks_);
  auto& known = days_[column];
  if (const auto found = known.find(text); found != known.end()) return found->second;
  own = read_value(cell, reading, marks_);
  if (known.size() < most_decided) known.emplace(text, own);
  return own;
}

std::vector<TableRows::Wrong> TableRows::read(const Row& row) {
  std::vector<Wrong> wrong;
  if (!row.flaw.empty()) wrong.push_back(refused(row.flaw));
  for (std::size_t k = header_.headings.size(); k < row.cells.size() && !table_.header.none; ++k)
    if (!is_blank(row.cells[k])) wrong.push_back(refused("register.ragged", k, row.cells[k].text));
  for (std::size_t k = 0; has_unheaded_ && k < std::min(header_.headings.size(), row.cells.size()); ++k)
    if (header_.headings[k].empty() && !is_blank(row.cells[k]))
      ++summary_.unheaded[column_letters(static_cast<std::int64_t>(k))];
  for (std::size_t i = 0; i < takes_.size(); ++i) {
    const auto& take = takes_[i];
    std::string_view code;
    if (take.as_written) {
      values_[i] = nullptr;
      if (kinds_[i] == CellKind::error) code = "register.cell";
    } else {
      values_[i] = take.absent ? &(own_values_[i] = nothing_of(table_.columns[i].type)) : &value_of(i);
      code = values_[i]->code;
    }
    if (code.empty() && !take.may_be_empty && squeezes_to_nothing(texts_[i])) code = "register.empty";
    if (!code.empty()) wrong.push_back(refused(code, take.cell, texts_[i]));
  }
  if (has_levels_ && level_.empty()) wrong.push_back(refused("register.level"));
  if (has_variants_ && variant_.empty()) wrong.push_back(refused("register.variant"));
  return wrong;
}

core::Result<bool> TableRows::row(const Row& row) {
  const auto first = std::ranges::find_if_not(row.cells, is_blank);
  const bool blank = first == row.cells.end();
  if (blank ? table_.ends_at_blank : ends_at_.matches(first->text)) {
    summary_.below.end = row.number;
    return false;
  }
  ++summary_.read;
  auto reason = row.flaw.empty() ? skipped(row, blank) : std::nullopt;
  if (!reason) {
    gather(row);
    reason = classify();
  }
  if (reason && row.flaw.empty()) {
    ++summary_.skipped[*reason];
    return true;
  }
  const auto wrong = read(row);
  if (!wrong.empty()) {
    ++summary_.rejected;
    for (const auto& one : wrong) SLUSS_TRY(reject(row, one));
    return true;
  }
  SLUSS_TRY(give(row));
  return true;
}

void TableRows::below(const Row& row) {
  const auto texts = texts_of(row);
  if (texts == 0) return;
  auto& below = summary_.below;
  ++below.rows;
  // A note has one text, and a row of one column cannot be told from it.
  if (least_texts_ < 2 || texts < least_texts_) return;
  ++below.alike;
  if (below.first_alike == 0) below.first_alike = row.number;
}

core::Result<> TableRows::reject(const Row& row, const Wrong& wrong) {
  if (!receiver_.reject) return {};
  return receiver_.reject({.file = summary_.file,
                           .sheet = summary_.sheet,
                           .row = row.number,
                           .column = wrong.index ? column_letters(static_cast<std::int64_t>(*wrong.index)) : "",
                           .code = std::string(wrong.code),
                           .shown = wrong.shown,
                           .table = table_.name});
}

core::Result<> TableRows::give(const Row& row) {
  ++summary_.given;
  constexpr std::int64_t first_ones = 100;
  if (may_end_ && summary_.given <= first_ones)
    if (const auto texts = texts_of(row); least_texts_ == 0 || texts < least_texts_) least_texts_ = texts;
  if (has_levels_) ++summary_.levels[level_];
  for (const auto* value : values_)
    if (value != nullptr && value->marked) ++summary_.marks[std::string(value->status)];
  if (!table_.unpivot) return give_one(row, nullptr, nullptr);
  for (const auto& one : header_.unpivoted) {
    const auto cell = one.index < row.cells.size() ? row.cells[one.index] : Cell{};
    if (table_.unpivot->skip_empty && is_blank(cell)) continue;
    const auto value = read_value(cell, *unpivot_reading_, marks_);
    if (!value.code.empty()) {
      ++summary_.cells_rejected;
      SLUSS_TRY(reject(row, refused(value.code, one.index, cell.text)));
      continue;
    }
    if (value.marked) ++summary_.marks[std::string(value.status)];
    SLUSS_TRY(give_one(row, &one, &value));
  }
  return {};
}

void TableRows::put(std::size_t& at, std::optional<std::string_view> text) {
  auto& column = batch_[at++];
  if (text)
    column.append_text(*text);
  else
    column.append_null();
}

void TableRows::put_rare(std::size_t& at, std::optional<std::string_view> text) {
  auto& column = batch_[at++];
  if (!text) return;
  column.append_nulls(rows_ - 1 - column.size());
  column.append_text(*text);
}

void TableRows::put(std::size_t& at, const Value& value, bool figure) {
  put(at, value.text);
  if (!figure) return;
  if (value.status == "final" && !value.least && !value.most) {
    at += figure_ends.size();
    return;
  }
  put_rare(at, value.status == "final" ? std::nullopt : std::optional(value.status));
  put_rare(at, value.least);
  put_rare(at, value.most);
}

void TableRows::put_column(std::size_t& at, std::size_t column) {
  if (values_[column] != nullptr) return put(at, *values_[column], takes_[column].figure);
  put(at, written_text({.kind = kinds_[column], .text = texts_[column]}, readings_[column]));
}

core::Result<> TableRows::give_one(const Row& row, const Unpivoted* unpivoted, const Value* value) {
  ++rows_;
  std::size_t at = row_column;
  std::array<char, std::numeric_limits<std::int64_t>::digits10 + 2> digits{};
  const auto* const end = std::to_chars(digits.data(), digits.data() + digits.size(), row.number).ptr;
  batch_[at++].append_text({digits.data(), end});
  put_rare(at, known(level_));
  put_rare(at, known(variant_));
  for (std::size_t i = 0; i < values_.size(); ++i) put_column(at, i);
  if (unpivoted != nullptr) {
    for (const auto& text : unpivoted->texts) put(at, text);
    put(at, *value, is_figure(table_.unpivot->type));
  }
  if (rows_ < core::Batch::default_rows) return {};
  return finish();
}

core::Result<> TableRows::finish() {
  if (rows_ == 0) return {};
  // The same in all rows.
  batch_[file_column].append_texts(rows_, [&](std::size_t /*row*/) { return std::string_view(summary_.file); });
  batch_[sheet_column].append_texts(rows_, [&](std::size_t /*row*/) { return std::string_view(summary_.sheet); });
  for (std::size_t i = 0; i < batch_.columns(); ++i) batch_[i].append_nulls(rows_ - batch_[i].size());
  rows_ = 0;
  if (receiver_.rows) SLUSS_TRY(receiver_.rows(table_, batch_));
  batch_.clear();
  return {};
}

}  // namespace sluss::connectors::registers
