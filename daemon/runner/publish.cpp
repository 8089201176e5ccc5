#include "daemon/runner/publish.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/log.h"
#include "daemon/runner/published.h"
#include "transforms/datasets/description.h"
#include "transforms/datasets/indicator_config.h"

namespace sluss::daemon::runner {

namespace datasets = transforms::datasets;

namespace {

constexpr std::string_view folder_scheme = "folder:";

bool concerned(const settings::Publish& target, const RunSummary& summary) {
  return target.job.empty() || target.job == summary.run.job;
}

/// Of each stored model: a sum over its rows.
core::Result<std::map<std::string, std::string>> contents(warehouse::Reader& reader) {
  std::map<std::string, std::string> by_model;
  SLUSS_ASSIGN(const auto rows, reader.rows("select name, content from meta.model"));
  for (const auto& row : rows) by_model[row[0].value_or("")] = row[1].value_or("");
  return by_model;
}

core::Result<std::vector<datasets::Exported>> to_folder(Context& context, warehouse::Reader& reader,
                                                        const settings::Publish& target,
                                                        const std::vector<datasets::DatasetDescription>& described,
                                                        const datasets::ExportOptions& options) {
  SLUSS_ASSIGN(const auto dataset, datasets::find_description(described, target.dataset));
  std::vector<datasets::Format> formats;
  for (const auto& name : target.formats) {
    SLUSS_ASSIGN(const auto format, datasets::parse_format(name));
    formats.push_back(format);
  }
  if (!target.to.starts_with(folder_scheme)) {
    return core::fail(core::ErrorClass::config, "publish.target", "cannot publish to \"" + target.to + "\"",
                      "write to = \"folder:/an/existing/folder\"", {.file = context.settings.file.string()});
  }
  return datasets::publish_dataset(context.files, reader, dataset, formats, target.to.substr(folder_scheme.size()),
                                   options);
}

}  // namespace

core::Result<Published> publish(Context& context, const RunSummary& summary, std::stop_token stop) {
  Published published;
  const auto& targets = context.settings.publish;
  if (std::ranges::none_of(targets, [&](const auto& target) { return concerned(target, summary); })) return published;
  auto described = datasets::load_descriptions(context.files, context.settings.config_folders);
  if (!described) return std::unexpected(described.error().front());
  auto indicators = datasets::load_indicators(context.files, context.settings.config_folders);
  if (!indicators) return std::unexpected(indicators.error().front());
  warehouse::ReadOptions read;
  read.now = context.clock.now();
  SLUSS_ASSIGN(read.session, context.session());
  SLUSS_ASSIGN(const auto reader, context.warehouse.reader(read));
  SLUSS_ASSIGN(const auto content_of, contents(*reader));
  SLUSS_ASSIGN(auto lies_there, PublishedContent::load(context.files, context.settings.state / "published.json"));
  datasets::ExportOptions options;
  options.now = read.now;
  options.run = summary.run.id;
  options.decimals = datasets::decimals_of(*indicators);
  options.stop = std::move(stop);
  for (const auto& target : targets) {
    const auto content = content_of.find(target.dataset);
    if (!concerned(target, summary)) continue;
    if (content != content_of.end() && lies_there.holds(target, content->second)) continue;
    auto written = to_folder(context, *reader, target, *described, options);
    if (!written) {
      core::log::error("publish.failed", written.error().what,
                       {{"dataset", target.dataset}, {"code", written.error().code}, {"to", target.to}});
      published.errors.push_back(written.error());
      continue;
    }
    for (auto& file : *written) {
      core::log::info("publish.written", "a dataset lies where people open it",
                      {{"dataset", target.dataset}, {"path", file.path.string()}, {"rows", file.rows}});
      published.files.push_back(std::move(file));
    }
    if (content != content_of.end()) SLUSS_TRY(lies_there.put(target, content->second));
  }
  return published;
}

}  // namespace sluss::daemon::runner
