#include "connectors/register/source/watcher.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/register/inbox/folder_watcher.h"
#include "connectors/register/inbox/listing_digest.h"
#include "connectors/register/source/file_names.h"
#include "connectors/register/source/left_undone.h"
#include "connectors/register/source/mapping_files.h"
#include "connectors/register/source/names_taken.h"
#include "connectors/register/source/next_run.h"
#include "connectors/register/source/options.h"
#include "connectors/register/source/place.h"
#include "connectors/register/source/shown_error.h"
#include "connectors/register/source/unclaimed.h"
#include "core/files.h"

namespace sluss::connectors::registers {
namespace {

/// The folder's, for the names of one mapping; and again when a run has asked for the next one.
class JobFiles final : public Watcher {
 public:
  JobFiles(std::unique_ptr<core::Files> files, InboxOptions options, std::optional<UnclaimedFiles> unclaimed,
           SharedParts& shared)
      : files_(std::move(files)),
        folder_(options.folder()),
        undone_(shared.part<LeftUndone>()),
        next_runs_(shared.part<NextRuns>()),
        unclaimed_(std::move(unclaimed)),
        all_(*files_, {.path = folder_,
                       .wanted = [this](std::string_view name) { return unclaimed_->is_unclaimed(name); },
                       .steps = {}}),
        watcher_(*files_, std::move(options)) {}

  [[nodiscard]] Pace pace() const override { return watcher_.pace(); }
  [[nodiscard]] int descriptor() const override { return watcher_.descriptor(); }
  [[nodiscard]] core::Result<std::string> poll(std::stop_token stop) override {
    auto token = SLUSS_TRY(with_shown_error(watcher_.poll(std::move(stop))));
    look_at_others();
    refused_ = all_.rejected_names();
    undone_->write_owed_readmes(*files_, folder_);
    left_undone_ = undone_->of(folder_);
    const auto asked = next_runs_->asked(folder_);
    if (!token.empty() && asked > 0) token += ":" + std::to_string(asked);
    return token;
  }
  [[nodiscard]] Unclaimed unclaimed() const override { return unclaimed_ ? unclaimed_->told() : Unclaimed(); }
  [[nodiscard]] std::optional<std::vector<std::string>> refused() const override { return refused_; }
  [[nodiscard]] std::optional<core::Error> left_undone() const override { return left_undone_; }

 private:
  void look_at_others() {
    if (!unclaimed_) return;
    const auto others = all_.list();
    if (!others) return;  // the folder has just gone: the next poll says so
    unclaimed_->look(*others);
    unclaimed_->write_readmes(*files_, folder_);
  }

  std::unique_ptr<core::Files> files_;
  std::filesystem::path folder_;
  std::shared_ptr<LeftUndone> undone_;
  std::shared_ptr<NextRuns> next_runs_;
  std::optional<std::vector<std::string>> refused_;
  std::optional<core::Error> left_undone_;
  std::optional<UnclaimedFiles> unclaimed_;
  Inbox all_;  ///< of the folder; listed for those that no job takes, only where they are told of
  FolderWatcher watcher_;
};

/// Those of an SFTP server, by its listing. Nothing is written there.
class ServerFiles final : public Watcher {
 public:
  ServerFiles(Setup setup, Mapping mapping)
      : setup_(std::move(setup)),
        next_runs_(setup_.shared->part<NextRuns>()),
        mapping_(std::move(mapping)),
        files_(core::real_files()) {}

  core::Result<> find_place() {
    if (auto taken = NamesTaken::at_place_of(setup_))
      unclaimed_.emplace(*std::move(taken), shown_name(setup_.source.text("url")), setup_.clock);
    place_ = SLUSS_TRY(make_place({.setup = setup_, .files = *files_, .wanted = [this](std::string_view name) {
                                     return is_named(mapping_, name) || (unclaimed_ && unclaimed_->is_unclaimed(name));
                                   }}));
    return {};
  }
  [[nodiscard]] Pace pace() const override {
    return {.poll_every = std::chrono::minutes(5), .settle = std::chrono::seconds(30)};
  }
  [[nodiscard]] core::Result<std::string> poll(std::stop_token stop) override {
    auto files = SLUSS_TRY(with_shown_error(place_->list(stop)));
    if (unclaimed_) unclaimed_->look(files);
    std::erase_if(files, [this](const InboxFile& file) { return !is_named(mapping_, file.name); });
    if (files.empty()) return std::string();
    return listing_digest(files) + ":" + std::to_string(next_runs_->asked(place_->server()));
  }
  [[nodiscard]] Unclaimed unclaimed() const override { return unclaimed_ ? unclaimed_->told() : Unclaimed(); }

 private:
  Setup setup_;
  std::shared_ptr<NextRuns> next_runs_;
  Mapping mapping_;
  std::unique_ptr<core::Files> files_;
  std::optional<UnclaimedFiles> unclaimed_;
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
  std::optional<UnclaimedFiles> unclaimed;
  if (auto taken = NamesTaken::at_place_of(setup))
    unclaimed.emplace(*std::move(taken), shown_name(setup.source.text("path")), setup.clock);
  auto options = inbox_of(setup.source);
  options.wanted = [mapping = *std::move(mapping)](std::string_view name) { return is_named(mapping, name); };
  return std::make_unique<JobFiles>(core::real_files(), std::move(options), std::move(unclaimed), *setup.shared);
}

}  // namespace sluss::connectors::registers
