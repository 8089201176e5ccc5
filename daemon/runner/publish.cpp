#include "daemon/runner/publish.h"

#include <algorithm>

#include "core/log.h"
#include "transforms/datasets/description.h"
#include "transforms/datasets/indicator_config.h"

namespace sluss::daemon::runner {

namespace datasets = transforms::datasets;

namespace {

constexpr std::string_view folder_scheme = "folder:";

bool wanted(const settings::Publish& target, const RunSummary& summary) {
  if (!target.job.empty() && target.job != summary.run.job) return false;
  return std::ranges::any_of(summary.models,
                             [&](const auto& model) { return model.name == target.dataset && model.changed; });
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
  if (std::ranges::none_of(targets, [&](const auto& target) { return wanted(target, summary); })) return published;
  auto described = datasets::load_descriptions(context.files, context.settings.config_folders);
  if (!described) return std::unexpected(described.error().front());
  auto indicators = datasets::load_indicators(context.files, context.settings.config_folders);
  if (!indicators) return std::unexpected(indicators.error().front());
  warehouse::ReadOptions read;
  read.now = context.clock.now();
  SLUSS_ASSIGN(read.session, context.session());
  SLUSS_ASSIGN(const auto reader, context.warehouse.reader(read));
  datasets::ExportOptions options;
  options.now = read.now;
  options.run = summary.run.id;
  options.decimals = datasets::decimals_of(*indicators);
  options.stop = stop;
  for (const auto& target : targets) {
    if (!wanted(target, summary)) continue;
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
  }
  return published;
}

}  // namespace sluss::daemon::runner
