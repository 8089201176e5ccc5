#include "transforms/codelists/load.h"

#include <algorithm>
#include <map>

#include "core/small_file.h"
#include "core/toml_reader.h"
#include "transforms/codelists/check.h"

namespace sluss::transforms::codelists {

namespace {

constexpr std::size_t largest_file = 8U << 20U;
constexpr std::int64_t longest_code = 20;
constexpr std::string_view area = "codelists";

Layout layout_of(core::TableReader& reader, const std::optional<std::string>& word, Layout otherwise) {
  if (!word) return otherwise;
  if (*word == "verified") return Layout::verified;
  if (*word != "assumed")
    reader.add("layout", "\"" + *word + "\" is neither verified nor assumed",
               R"(Write "verified" when it was compared with its source, else "assumed")", "layout");
  return Layout::assumed;
}

std::string filled_text(core::TableReader& reader, std::string_view key) {
  const bool before = reader.has(key);
  auto value = reader.required_text(key);
  if (before && value.empty()) reader.add("missing", std::string(key) + " is empty", "Write it", key);
  return value;
}

Entry read_entry(const toml::table& table, const Codelist& list, Errors& errors) {
  core::TableReader reader(table, list.file, std::string(area), errors);
  Entry entry;
  entry.line = static_cast<std::int64_t>(table.source().begin.line);
  entry.code = filled_text(reader, "code");
  entry.text = filled_text(reader, "text");
  entry.from = reader.day("from");
  entry.to = reader.day("to");
  entry.parent = reader.text("parent").value_or("");
  entry.aliases = reader.texts("aliases");
  entry.successors = reader.texts("successors");
  entry.equals = reader.named_texts("equals");
  entry.layout = layout_of(reader, reader.text("layout"), list.layout);
  reader.finish();
  return entry;
}

bool is_id(std::string_view name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
}

}  // namespace

std::expected<Codelist, Errors> parse_codelist(const std::string& text, const std::string& id,
                                               const std::string& file) {
  Errors errors;
  const auto document = core::parse_toml(text, file, std::string(area), errors);
  if (!document) return std::unexpected(std::move(errors));
  core::TableReader reader(*document, file, std::string(area), errors);
  Codelist list{.id = id, .file = file};
  if (!is_id(id))
    errors.push_back(core::fail(core::ErrorClass::config, "codelists.name", "'" + id + "' cannot be a list's id",
                                "Name the file with a-z, digits, - and _: kommuner.toml", {.file = file})
                         .error());
  list.title = filled_text(reader, "title");
  list.source = filled_text(reader, "source");
  list.licence = filled_text(reader, "licence");
  list.layout = layout_of(reader, reader.text("layout"), Layout::assumed);
  list.parents = reader.text("parents").value_or("");
  list.code_length = static_cast<std::size_t>(reader.integer("code_length", 1, longest_code).value_or(0));
  list.beginnings = reader.texts("beginnings");
  list.endings = reader.texts("endings");
  list.not_stated = reader.has("not_stated") ? reader.texts("not_stated") : std::vector<std::string>{"Uppgift saknas"};
  if (const auto* entries = reader.tables("entry"))
    for (const auto& item : *entries) list.entries.push_back(read_entry(*item.as_table(), list, errors));
  reader.finish();
  if (errors.empty()) impl::check_list(list, errors);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return list;
}

std::expected<Codelist, Errors> read_codelist(const std::filesystem::path& file) {
  const auto text = core::read_small_file(file, largest_file);
  if (!text) return std::unexpected(Errors{text.error()});
  return parse_codelist(*text, file.stem().string(), file.string());
}

std::expected<std::vector<Codelist>, Errors> load_codelists(core::Files& files,
                                                            std::span<const std::filesystem::path> config_folders) {
  Errors errors;
  std::map<std::string, std::filesystem::path> chosen;
  for (const auto& folder : config_folders) {
    if (!files.exists(folder / "codelists")) continue;
    const auto paths = files.list(folder / "codelists");
    if (!paths) return std::unexpected(Errors{paths.error()});
    for (const auto& path : *paths)
      if (path.extension() == ".toml") chosen.try_emplace(path.stem().string(), path);
  }
  std::vector<Codelist> lists;
  for (const auto& [id, path] : chosen) {
    auto list = read_codelist(path);
    if (list) {
      lists.push_back(*std::move(list));
    } else {
      std::ranges::move(list.error(), std::back_inserter(errors));
    }
  }
  // A list that is wrong is missing to those whose parents it has: one error is enough.
  if (errors.empty()) impl::check_parents(lists, errors);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return lists;
}

}  // namespace sluss::transforms::codelists
