#include <algorithm>

#include "core/log.h"
#include "daemon/cli/workspace.h"

namespace sluss::daemon::cli {
namespace {

namespace datasets = transforms::datasets;

/// What a publication was made of the last time, so that a kill between commit and file, or a new [[publish]], is made
/// good by the next run: <state>/published/<digest of the target>.
std::filesystem::path memory_of(const settings::Settings& settings, const settings::Publish& publish) {
  std::string key = publish.dataset + "\n" + publish.to;
  for (const auto& format : publish.formats) key += "\n" + format;
  return settings.state / "published" / core::Sha256::of(key).hex().substr(0, 32);
}

core::Result<> remember(core::Files& files, const std::filesystem::path& file, const std::string& content) {
  SLUSS_TRY(files.make_folders(file.parent_path()));
  const auto temporary = std::filesystem::path(file.string() + ".new");
  SLUSS_ASSIGN(const auto output, files.create(temporary));
  SLUSS_TRY(output->write(content));
  SLUSS_TRY(output->sync());
  SLUSS_TRY(output->close());
  return files.rename(temporary, file);
}

core::Result<std::vector<datasets::Exported>> publish_one(Environment& environment, Workspace& workspace,
                                                          const settings::Publish& publish,
                                                          const datasets::DatasetDescription& dataset) {
  std::vector<datasets::Format> formats;
  for (const auto& name : publish.formats) {
    SLUSS_ASSIGN(const auto format, datasets::parse_format(name));
    formats.push_back(format);
  }
  SLUSS_ASSIGN(const auto reader, workspace.reader(true));
  SLUSS_ASSIGN(const auto run, run_of(*reader, "last"));
  datasets::ExportOptions options;
  options.now = environment.clock.now();
  options.run = run;
  options.decimals = datasets::decimals_of(workspace.indicators());
  options.stop = environment.stop;
  return datasets::publish_dataset(environment.files, *reader, dataset, formats, publish.to.substr(7), options);
}

}  // namespace

core::Result<std::vector<datasets::Exported>> publish_changed(Environment& environment, Workspace& workspace,
                                                              const std::string& job) {
  std::vector<datasets::Exported> written;
  if (workspace.settings().publish.empty()) return written;
  auto descriptions = datasets::load_descriptions(environment.files, workspace.settings().config_folders);
  if (!descriptions) return std::unexpected(std::move(descriptions.error().front()));
  SLUSS_ASSIGN(const auto plain, workspace.reader(false));
  for (const auto& publish : workspace.settings().publish) {
    if (!publish.job.empty() && publish.job != job) continue;
    SLUSS_ASSIGN(const auto dataset, datasets::find_description(*descriptions, publish.dataset));
    SLUSS_ASSIGN(const auto model, plain->rows("select content || ':' || version from meta.model where name = " +
                                               sql_text(publish.dataset)));
    const std::string content = model.empty() ? "" : model.front().front().value_or("");
    const auto memory = memory_of(workspace.settings(), publish);
    if (environment.files.exists(memory)) {
      SLUSS_ASSIGN(const auto known, environment.files.read(memory));
      if (known == content) continue;
    }
    SLUSS_ASSIGN(auto files, publish_one(environment, workspace, publish, dataset));
    SLUSS_TRY(remember(environment.files, memory, content));
    for (auto& file : files) {
      core::log::info("dataset.published", "a dataset was written",
                      {{"file", file.path.string()}, {"rows", file.rows}});
      written.push_back(std::move(file));
    }
  }
  return written;
}

}  // namespace sluss::daemon::cli
