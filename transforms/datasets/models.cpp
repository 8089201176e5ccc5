#include "transforms/datasets/models.h"

#include <algorithm>
#include <map>
#include <optional>

#include "core/small_file.h"

namespace sluss::transforms::datasets {

namespace {

constexpr std::size_t largest_file = 1U << 20U;

using core::ErrorClass;

/// The rest of the header line "-- <key>: …", when there is one.
std::optional<std::string> header_value(std::string_view text, std::string_view key) {
  const std::string start = "-- " + std::string(key) + ":";
  while (text.starts_with("--")) {
    const auto line = text.substr(0, text.find('\n'));
    if (line.starts_with(start)) {
      auto value = line.substr(start.size());
      while (value.starts_with(' ')) value.remove_prefix(1);
      while (value.ends_with(' ') || value.ends_with('\r')) value.remove_suffix(1);
      return std::string(value);
    }
    if (line.size() == text.size()) break;
    text.remove_prefix(line.size() + 1);
  }
  return std::nullopt;
}

std::vector<std::string> split_names(const std::string& list) {
  std::vector<std::string> names;
  std::string name;
  for (const char c : list + ",") {
    if (c == ',') {
      if (!name.empty()) names.push_back(std::move(name));
      name.clear();
    } else if (c != ' ') {
      name += c;
    }
  }
  return names;
}

enum class Mark : std::uint8_t { open, done };

struct Sorter {
  std::map<std::string, warehouse::Model>& models;
  std::map<std::string, Mark> marks;
  std::vector<warehouse::Model> sorted;

  core::Result<> visit(const std::string& name, const std::string& wanted_by) {
    const auto model = models.find(name);
    if (model == models.end())
      return core::fail(ErrorClass::config, "model.unknown",
                        "the model " + wanted_by + " depends on " + name + ", which is not there",
                        "Add " + name + ".sql or mend the header line \"-- Models:\"");
    const auto [mark, fresh] = marks.try_emplace(name, Mark::open);
    if (!fresh && mark->second == Mark::done) return {};
    if (!fresh)
      return core::fail(ErrorClass::config, "model.cycle",
                        "the models " + wanted_by + " and " + name + " depend on one another",
                        "Break the circle in the header lines \"-- Models:\"");
    for (const auto& dependency : model->second.depends_on) SLUSS_TRY(visit(dependency, name));
    marks[name] = Mark::done;
    sorted.push_back(model->second);
    return {};
  }
};

}  // namespace

core::Result<warehouse::Model> parse_model(const std::string& name, std::string_view text, const std::string& file) {
  for (const auto* key : {"Purpose", "Grain", "Keys", "Reads", "Models", "Version"})
    if (!header_value(text, key))
      return core::fail(
          ErrorClass::config, "model.header", "the model's header has no line \"-- " + std::string(key) + ":\"",
          "Write it in the comment at the top of the file", {.file = file, .line = 1, .column = 0, .field = key});
  warehouse::Model model{
      .name = name, .sql = std::string(text), .depends_on = {}, .version = *header_value(text, "Version")};
  if (const auto models = *header_value(text, "Models"); models != "none") model.depends_on = split_names(models);
  return model;
}

core::Result<std::vector<warehouse::Model>> load_models(core::Files& files,
                                                        std::span<const std::filesystem::path> folders) {
  std::map<std::string, warehouse::Model> models;
  for (const auto& folder : folders) {
    if (!files.exists(folder)) continue;
    const auto paths = SLUSS_TRY(files.list(folder));
    for (const auto& path : paths) {
      if (path.extension() != ".sql" || models.contains(path.stem().string())) continue;
      const auto text = SLUSS_TRY(core::read_small_file(path, largest_file));
      auto model = SLUSS_TRY(parse_model(path.stem().string(), text, path.string()));
      models.emplace(path.stem().string(), std::move(model));
    }
  }
  Sorter sorter{.models = models, .marks = {}, .sorted = {}};
  for (const auto& [name, model] : models) SLUSS_TRY(sorter.visit(name, name));
  return std::move(sorter.sorted);
}

}  // namespace sluss::transforms::datasets
