#include "connectors/register/source/watcher.h"

#include <utility>

#include "connectors/register/inbox/folder_watcher.h"
#include "connectors/register/source/mapping_files.h"
#include "connectors/register/source/more.h"
#include "connectors/register/source/options.h"
#include "connectors/register/source/waiting.h"
#include "core/files.h"

namespace sluss::connectors::registers {
namespace {

/// The folder's, for the names of one mapping; and again when a run has asked for the next one.
class JobFiles final : public Watcher {
 public:
  JobFiles(std::unique_ptr<core::Files> files, InboxOptions options)
      : files_(std::move(files)),
        folder_(options.one_file ? options.path.parent_path() : options.path),
        watcher_(*files_, std::move(options)) {}

  [[nodiscard]] Pace pace() const override { return watcher_.pace(); }
  [[nodiscard]] int descriptor() const override { return watcher_.descriptor(); }
  [[nodiscard]] core::Result<std::string> poll(std::stop_token stop) override {
    auto token = SLUSS_TRY(watcher_.poll(std::move(stop)));
    const auto asked = asked_for_more(folder_);
    if (!token.empty() && asked > 0) token += ":" + std::to_string(asked);
    return token;
  }

 private:
  std::unique_ptr<core::Files> files_;
  std::filesystem::path folder_;
  FolderWatcher watcher_;
};

}  // namespace

core::Result<std::unique_ptr<Watcher>> watch_folder(Setup setup, std::string_view /*event*/) {
  auto mapping = read_mapping(setup.job.text("mapping"), setup.config_folders);
  if (!mapping) return std::unexpected(first_of(mapping.error()));
  auto options = inbox_of(setup.source);
  options.wanted = [mapping = *std::move(mapping)](std::string_view name) { return is_named(mapping, name); };
  return std::make_unique<JobFiles>(core::real_files(), std::move(options));
}

}  // namespace sluss::connectors::registers
