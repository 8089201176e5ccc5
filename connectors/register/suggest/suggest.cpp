#include "connectors/register/suggest/suggest.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "connectors/register/suggest/draft.h"
#include "core/identities.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

/// A sheet that may have a table.
struct ShapedSheet {
  const Part* part = nullptr;
  std::size_t sheet = 0;
  FoundShape shape;
};

std::string key_of(const FoundShape& shape) {
  if (shape.rows == 0) return "no header";
  std::string key = std::to_string(shape.rows);
  for (const auto& heading : shape.headings) key += '\n' + spelling(heading);
  return key;
}

/// At most this many of "< 5", "..": more are no marks.
constexpr std::size_t most_marks = 20;

class Suggester {
 public:
  Suggester(std::string_view file, std::span<const Part> parts, const SuggestOptions& options)
      : file_(file), parts_(parts), options_(options), name_(name_pattern(file)) {
    suggestion_.id = options.id.empty() ? id_of(name_.stem) : options.id;
  }

  core::Result<Suggestion> run() {
    SLUSS_TRY(find_shapes());
    if (shapes_.empty()) {
      return core::fail(core::ErrorClass::data, "register.no_table",
                        "the file has no sheet with a header and rows of several columns below it",
                        "Describe it by hand (docs/mappings.md), a file of fixed width too.",
                        {.file = remarked(file_)});
    }
    auto tables = SLUSS_TRY(drafts());
    std::vector<DraftText> texts;
    for (const auto& table : tables) texts.push_back(table_text(table, name_, keys_));
    write(texts);
    // "***" in a pattern is any text: the mapping finds what it was proposed for.
    suggestion_.toml = core::without_identities(suggestion_.toml);
    for (auto& one : suggestion_.open) one = core::without_identities(one);
    return std::move(suggestion_);
  }

 private:
  core::Result<> find_shapes() {
    for (const auto& part : parts_) {
      for (std::size_t i = 0; i < part.document->sheets().size(); ++i) {
        ++sheets_;
        if (part.document->sheets()[i].hidden) {
          hidden_.push_back(remarked(part.document->sheets()[i].name));
          continue;
        }
        auto shape = SLUSS_TRY(find_shape(*part.document, i));
        if (shape) shapes_.push_back({&part, i, *std::move(shape)});
      }
    }
    // Sheets of one column are notes, where others have more.
    const auto narrow = [](const ShapedSheet& one) { return one.shape.rows > 0 && one.shape.headings.size() < 2; };
    if (!std::ranges::all_of(shapes_, narrow)) std::erase_if(shapes_, narrow);
    return find_keys();
  }

  /// Members of a zip that explain the codes of others are no tables.
  core::Result<> find_keys() {
    if (parts_.size() < 2) return {};
    std::vector<ShapedSheet> tables;
    std::set<std::string> taken;
    for (auto& one : shapes_) {
      auto key = SLUSS_TRY(find_key_file(*one.part, one.sheet, one.shape));
      if (!key) {
        tables.push_back(std::move(one));
        continue;
      }
      key->name = free_name(key->name, false, taken);
      keys_.push_back(*std::move(key));
    }
    if (!tables.empty()) shapes_ = std::move(tables);
    return {};
  }

  /// Sheets of one header are one table; that of the most sheets is the first.
  core::Result<std::vector<DraftTable>> drafts() {
    std::vector<std::pair<std::string, std::vector<const ShapedSheet*>>> groups;
    for (const auto& one : shapes_) {
      const auto key = key_of(one.shape);
      auto group = std::ranges::find(groups, key, &std::pair<std::string, std::vector<const ShapedSheet*>>::first);
      if (group == groups.end()) group = groups.insert(groups.end(), {key, {}});
      group->second.push_back(&one);
    }
    std::ranges::stable_sort(groups, std::greater<>(), [](const auto& group) { return group.second.size(); });
    std::vector<DraftTable> tables;
    std::set<std::string> taken;
    for (const auto& [key, sheets] : groups) {
      auto& table = tables.emplace_back(DraftTable{.shape = sheets.front()->shape});
      for (const auto* one : sheets) {
        SLUSS_TRY(add_content(*one->part->document, one->sheet, one->shape, options_.is_area, table.content));
        place(*one, table);
      }
      const auto named = groups.size() == 1 ? suggestion_.id : name_of(*sheets.front());
      table.name = free_name(named, false, taken);
    }
    return tables;
  }

  std::string name_of(const ShapedSheet& one) const {
    const auto& sheet = one.part->document->sheets()[one.sheet].name;
    return !sheet.empty() ? sheet : parts_.size() > 1 ? name_pattern(one.part->name).stem : suggestion_.id;
  }

  void place(const ShapedSheet& one, DraftTable& table) const {
    const auto add = [](std::vector<std::string>& all, const std::string& name) {
      auto pattern = escaped(name);
      if (!name.empty() && std::ranges::find(all, pattern) == all.end()) all.push_back(std::move(pattern));
    };
    if (sheets_ > static_cast<std::int64_t>(parts_.size()))
      add(table.sheets, one.part->document->sheets()[one.sheet].name);
    if (parts_.size() > 1) add(table.files, one.part->name);
  }

  template <class... Arguments>
  void line(fmt::format_string<Arguments...> form, Arguments&&... arguments) {
    suggestion_.toml += fmt::format(form, std::forward<Arguments>(arguments)...) + "\n";
  }

  void write(const std::vector<DraftText>& texts) {
    const auto& id = suggestion_.id;
    line("# A mapping to start from, made of one file. What each key means: docs/mappings.md.");
    line("# Put it in /etc/sluss/sources, or in sources beside sluss.toml, as {}.toml: the file's name is the id.", id);
    line("# `sluss source try FILE --mapping ./{}.toml` shows what it understands.", id);
    line("id = {}", toml_text(id));
    line("title = {}", toml_text(name_.stem.empty() ? id : name_.stem));
    line("publisher = \"unknown\"   # who publishes the file");
    line("layout = \"assumed\"      # \"verified\" when somebody has compared it with the file");
    line("\n[files]\nnames = {}", toml_text(std::vector{name_.pattern}));
    if (name_.has_year) {
      line("\n[series]\norder = {}\nperiod = \"{}\"", name_.has_month ? "[\"year\", \"month\"]" : "[\"year\"]",
           name_.has_month ? "{year}-{month}" : "{year}");
    } else {
      suggestion_.open.emplace_back("the file's name has no year: which period it is of");
    }
    marks(texts);
    for (const auto& hidden : hidden_) line("\n# The sheet \"{}\" is hidden, and is not read.", hidden);
    std::set<const KeyFile*> written(texts.front().keys.begin(), texts.front().keys.end());
    for (const auto* key : texts.front().keys) line("\n{}", lookup_text(*key));
    line("\n{}", texts.front().toml);
    suggestion_.open.insert(suggestion_.open.end(), texts.front().open.begin(), texts.front().open.end());
    other_tables(texts);
    for (const auto& text : texts) written.insert(text.keys.begin(), text.keys.end());
    for (const auto& key : keys_)
      if (!written.contains(&key)) commented("A file of codes that no column of the tables has.\n" + lookup_text(key));
    figures(texts.front());
  }

  void marks(const std::vector<DraftText>& texts) {
    std::set<std::string> all;
    for (const auto& text : texts) all.insert(text.marks.begin(), text.marks.end());
    if (all.empty() || all.size() > most_marks) return;
    std::vector<std::string> shown;
    for (const auto& mark : all) shown.push_back(remarked(mark));
    suggestion_.open.push_back("what these texts among the numbers mean: " + toml_text(shown));
    line("\n# Texts among the numbers. Their rows are rejected until each has its meaning: missing, suppressed,");
    line("# not_applicable, zero, preliminary, at_least or at_most; or the text is a mistake in the file.");
    for (const auto& mark : shown) line("# [[mark]]\n# texts = [{}]\n# status = \"\"", toml_text(escaped(mark)));
  }

  /// Several tables need a SELECT, which nobody but a person can write.
  void other_tables(const std::vector<DraftText>& texts) {
    if (texts.size() < 2) return;
    suggestion_.open.emplace_back("the file has several tables: the first one is read, the others are comments");
    line("# The file has more tables. With two or more of them [facts] select is needed.");
    auto written = texts.front().keys;
    for (std::size_t i = 1; i < texts.size(); ++i) {
      std::string all;
      for (const auto* key : texts[i].keys) {
        if (std::ranges::find(written, key) != written.end()) continue;
        written.push_back(key);
        all += lookup_text(*key) + "\n";
      }
      commented(all + texts[i].toml);
    }
  }

  void commented(std::string_view text) {
    while (!text.empty()) {
      const auto end = text.find('\n');
      const auto one = text.substr(0, end);
      line("{}{}", one.empty() || one.starts_with('#') ? "#" : "# ", one);
      text.remove_prefix(std::min(end, text.size() - 1) + 1);
    }
    line("");
  }

  /// An example of the figures, where the table has what they need.
  void figures(const DraftText& text) {
    line("# Without [facts] the table is stored as it is, as extract.{}. Figures are made like this:", suggestion_.id);
    line("# [[measure]]\n# name = \"antal\"\n# title = \"what is counted\"\n# unit = \"antal\"\n#\n# [facts]");
    line("# select = \"select 'antal' as measure, {} as area, {} as period, {} as value from …\"",
         text.area.empty() ? "…" : text.area, text.has_period ? "…" : "'2025'",
         text.figure.empty() ? "…" : text.figure);
  }

  std::string_view file_;
  std::span<const Part> parts_;
  const SuggestOptions& options_;
  NamePattern name_;
  Suggestion suggestion_;
  std::vector<ShapedSheet> shapes_;
  std::vector<KeyFile> keys_;  ///< of a zip
  std::vector<std::string> hidden_;
  std::int64_t sheets_ = 0;
};

}  // namespace

core::Result<Suggestion> suggest_mapping(std::string_view file, std::span<const Part> parts,
                                         const SuggestOptions& options) {
  return Suggester(file, parts, options).run();
}

}  // namespace sluss::connectors::registers
