#include "connectors/register/suggest/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "connectors/register/mapping/pattern.h"
#include "connectors/register/mapping/table_schema.h"
#include "connectors/register/mapping/words.h"
#include "connectors/register/sheets.h"
#include "connectors/register/suggest/hints.h"

namespace sluss::connectors::registers {
namespace {

class TableWriter {
 public:
  TableWriter(const DraftTable& table, const NamePattern& name, const std::vector<KeyFile>& keys)
      : table_(table), name_(name), keys_(keys) {
    taken_ = {row_columns.begin(), row_columns.end()};
    columns_ = table.content.columns;
    columns_.resize(std::max(columns_.size(), table.shape.headings.size()));
  }

  DraftText text() {
    head();
    const auto group = headless() ? std::nullopt : unpivot_group();
    if (group) {
      in_group_.insert(group->columns.begin(), group->columns.end());
      taken_.insert({"ar", "kon"});
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) column(i);
    period(group);
    if (group) unpivot(*group);
    auto hints = hints_of(hinted_);
    made_.toml += hints.toml;
    std::ranges::move(hints.open, std::back_inserter(made_.open));
    return std::move(made_);
  }

 private:
  template <class... Arguments>
  void line(fmt::format_string<Arguments...> form, Arguments&&... arguments) {
    made_.toml += fmt::format(form, std::forward<Arguments>(arguments)...) + "\n";
  }

  [[nodiscard]] bool headless() const { return table_.shape.rows == 0; }
  [[nodiscard]] std::string heading(std::size_t i) const {
    return i < table_.shape.headings.size() ? table_.shape.headings[i] : std::string();
  }
  [[nodiscard]] static std::string letters(std::size_t i) { return column_letters(static_cast<std::int64_t>(i)); }
  [[nodiscard]] bool is_identity(std::size_t i) const { return table_.content.of_identities.contains(i); }

  void head() {
    line("[[table]]\nname = {}", toml_text(table_.name));
    if (!table_.files.empty()) line("files = {}", toml_text(table_.files));
    if (!table_.sheets.empty()) line("sheets = {}", toml_text(table_.sheets));
    const auto& content = table_.content;
    if (content.ends_at_blank && !content.blank_within) {
      line("ends_at_blank = true");
    } else if (!content.ends_at.empty()) {
      line("ends_at = {}", toml_text(std::vector(content.ends_at.begin(), content.ends_at.end())));
    }
    if (headless()) {
      line("\n[table.header]\nnone = true\nfrom = {}", table_.shape.row);
      made_.open.emplace_back("no row looks like a header: name the columns");
    } else if (table_.shape.rows > 1) {
      line("\n[table.header]\nrows = {}", table_.shape.rows);
    }
  }

  /// Columns of numbers whose headings differ in year or sex only; a table keeps one column that is not among them.
  [[nodiscard]] std::optional<HeadingGroup> unpivot_group() const {
    std::vector<std::size_t> numbers;
    std::size_t others = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (heading(i).empty() || is_identity(i)) continue;
      const bool numeric = columns_[i].is_numeric() || columns_[i].values() == 0;
      if (numeric && times_of(heading(i)) == 1) {
        numbers.push_back(i);
      } else {
        ++others;
      }
    }
    auto group = find_group(table_.shape.headings, numbers);
    if (!group || others + numbers.size() == group->columns.size()) return std::nullopt;
    return group;
  }

  [[nodiscard]] std::int64_t times_of(const std::string& text) const {
    return std::ranges::count(table_.shape.headings, spelling(text),
                              [](const std::string& one) { return spelling(one); });
  }

  /// Which of the columns with this heading it is, from 1.
  [[nodiscard]] std::int64_t place_of(std::size_t i) const {
    const auto& all = table_.shape.headings;
    return std::count_if(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                         [&](const std::string& one) { return spelling(one) == spelling(all[i]); });
  }

  /// The heading as a pattern: the year of the file's name is any year, where no other heading is like it.
  [[nodiscard]] std::string heading_pattern(std::size_t i) const {
    const auto text = heading(i);
    const auto at = find_year(text);
    if (!name_.has_year || at == std::string::npos || text.substr(at, 4) != name_.year) return escaped(text);
    const auto pattern = year_pattern(text);
    const auto like = std::ranges::count(table_.shape.headings, pattern, year_pattern);
    return like == 1 ? pattern : escaped(text);
  }

  /// The heading; without a year that the next file has another one of.
  [[nodiscard]] std::string label_of(std::size_t i) const {
    auto text = heading(i);
    if (heading_pattern(i) != escaped(text)) text.erase(find_year(text), 4);
    return text;
  }

  void column(std::size_t i) {
    if (in_group_.contains(i)) return;
    if (is_identity(i)) {
      line("\n# Column {} has the numbers of persons, and is left out. A file with such a column is refused.",
           letters(i));
      made_.open.push_back("column " + letters(i) + " has the numbers of persons: a file with it is refused");
      return;
    }
    const auto& profile = columns_[i];
    const auto text = heading(i);
    if (!headless() && text.empty()) {
      if (profile.values() == 0) return;
      line("\n# Column {} has {} values, and no heading: it is not read.", letters(i), profile.values());
      made_.open.push_back("column " + letters(i) + " has values, and no heading");
      return;
    }
    fractions_ = false;
    const auto* key = headless() ? nullptr : key_file_of(keys_, text);
    const auto type = type_of(profile, text, key);
    const auto name = free_name(headless() ? letters(i) : label_of(i), is_figure(type), taken_);
    line("\n[[table.column]]\nname = {}", toml_text(name));
    if (headless()) {
      line("letter = {}", toml_text(letters(i)));
    } else {
      line("heading = {}", toml_text(heading_pattern(i)));
      if (times_of(text) > 1) line("nth = {}", place_of(i));
    }
    if (type != ColumnType::text) line("type = \"{}\"", word_name(type));
    figure(type, profile);
    made_.has_period |= type == ColumnType::period;
    if (type == ColumnType::area && made_.area.empty()) made_.area = name;
    if (is_figure(type) && made_.figure.empty()) made_.figure = name;
    if (key != nullptr) explained(name, *key);
    if (!is_figure(type) && !headless()) hinted_.push_back({name, text, &profile, key});
  }

  /// Codes with a key file are texts, or areas.
  static ColumnType type_of(const ColumnProfile& profile, const std::string& heading, const KeyFile* key) {
    const auto type = profile.type(heading);
    return key != nullptr && type != ColumnType::area ? ColumnType::text : type;
  }

  /// The text of a code, by its key file.
  void explained(const std::string& of, const KeyFile& key) {
    line("\n[[table.column]]\nname = {}\nlookup = {}\nof = {}", toml_text(free_name(of + " namn", false, taken_)),
         toml_text(key.name), toml_text(of));
    if (std::ranges::find(made_.keys, &key) == made_.keys.end()) made_.keys.push_back(&key);
  }

  void figure(ColumnType type, const ColumnProfile& profile) {
    if (!is_figure(type)) return;
    if (type == ColumnType::percent && profile.may_be_fractions() && !std::exchange(fractions_, true)) {
      line("# fraction = true   # its numbers are from 0 to 1: if 0.456 is 45.6 %, take the # away");
      made_.open.emplace_back("numbers from 0 to 1 in a column of percent: is 0.456 45.6 %?");
    }
    for (const auto& [other, count] : profile.others()) made_.marks.insert(other);
  }

  /// The year of the file's name, where no column of the file has it.
  void period(const std::optional<HeadingGroup>& group) {
    if (made_.has_period || !name_.has_year || (group && group->has_year)) return;
    line("\n[[table.column]]\nname = {}\nvalue = \"{}\"\ntype = \"period\"",
         toml_text(free_name("period", false, taken_)), name_.has_month ? "{year}-{month}" : "{year}");
    made_.has_period = true;
  }

  void unpivot(const HeadingGroup& group) {
    bool percent = true;
    for (const auto i : group.columns) percent &= columns_[i].type(heading(i)) == ColumnType::percent;
    const auto type = percent ? ColumnType::percent : ColumnType::number;
    auto value = free_name("varde", true, taken_);
    line("\n[table.unpivot]\nvalue = {}\ntype = \"{}\"", toml_text(value), word_name(type));
    fractions_ = false;
    for (const auto i : group.columns) figure(type, columns_[i]);
    if (made_.figure.empty()) made_.figure = std::move(value);
    if (!group.pattern.empty()) {
      line("headings = [{}]", toml_text(group.pattern));
      return;
    }
    for (std::size_t i = 0; i < group.columns.size(); ++i)
      line("\n[[table.unpivot.of]]\nheading = {}\nset = {{ kon = {} }}", toml_text(escaped(heading(group.columns[i]))),
           toml_text(spelling(group.sexes[i])));
  }

  const DraftTable& table_;
  const NamePattern& name_;
  const std::vector<KeyFile>& keys_;
  DraftText made_;
  std::vector<HintColumn> hinted_;
  std::vector<ColumnProfile> columns_;
  std::set<std::size_t> in_group_;
  std::set<std::string> taken_;
  bool fractions_ = false;  ///< it was asked what they are
};

}  // namespace

DraftText table_text(const DraftTable& table, const NamePattern& name, const std::vector<KeyFile>& keys) {
  return TableWriter(table, name, keys).text();
}

}  // namespace sluss::connectors::registers
