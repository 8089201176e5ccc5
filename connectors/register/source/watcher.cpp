#include "connectors/register/source/watcher.h"

#include <chrono>
#include <utility>

#include "connectors/register/inbox/folder_watcher.h"
#include "connectors/register/source/mapping_files.h"
#include "connectors/register/source/next_run.h"
#include "connectors/register/source/options.h"
#include "connectors/register/source/place.h"
#include "connectors/register/source/waiting.h"
#include "core/files.h"
#include "core/ids.h"

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
    const auto asked = asked_for_next_run(folder_);
    if (!token.empty() && asked > 0) token += ":" + std::to_string(asked);
    return token;
  }

 private:
  std::unique_ptr<core::Files> files_;
  std::filesystem::path folder_;
  FolderWatcher watcher_;
};

/// Those of an SFTP server, by its listing.
class ServerFiles final : public Watcher {
 public:
  ServerFiles(Setup setup, Mapping mapping)
      : setup_(std::move(setup)), mapping_(std::move(mapping)), files_(core::real_files()) {}

  core::Result<> find_place() {
    place_ = SLUSS_TRY(make_place({.setup = setup_, .files = *files_, .wanted = [this](std::string_view name) {
                                     return is_named(mapping_, name);
                                   }}));
    return {};
  }
  [[nodiscard]] Pace pace() const override {
    return {.poll_every = std::chrono::minutes(5), .settle = std::chrono::seconds(30)};
  }
  [[nodiscard]] core::Result<std::string> poll(std::stop_token stop) override {
    const auto files = SLUSS_TRY(place_->list(stop));
    if (files.empty()) return std::string();
    core::Sha256Hasher there;
    for (const auto& file : files) {
      const auto& stamp = file.stamp;
      there.update(std::to_string(file.name.size()) + " " + std::to_string(stamp.bytes) + " " +
                   std::to_string(stamp.modified_nanos) + " " + file.name);
    }
    return there.finish().hex() + ":" + std::to_string(asked_for_next_run(place_->server()));
  }

 private:
  Setup setup_;
  Mapping mapping_;
  std::unique_ptr<core::Files> files_;
  std::unique_ptr<FilePlace> place_;
};

}  // namespace

core::Result<std::unique_ptr<Watcher>> watch_folder(Setup setup, std::string_view event) {
  const auto& url = setup.source.text("url");
  if (!url.empty() && !is_sftp(url)) {
    return core::fail(core::ErrorClass::config, "register.not_watched",
                      "a file on the web is not watched, and the job runs on \"" + std::string(event) + "\"",
                      "Give the job `every` or `schedule`: each run asks whether the file has changed.");
  }
  auto mapping = read_mapping(setup.job.text("mapping"), setup.config_folders);
  if (!mapping) return std::unexpected(first_of(mapping.error()));
  if (!url.empty()) {
    auto watcher = std::make_unique<ServerFiles>(std::move(setup), *std::move(mapping));
    SLUSS_TRY(watcher->find_place());
    return watcher;
  }
  auto options = inbox_of(setup.source);
  options.wanted = [mapping = *std::move(mapping)](std::string_view name) { return is_named(mapping, name); };
  return std::make_unique<JobFiles>(core::real_files(), std::move(options));
}

}  // namespace sluss::connectors::registers
