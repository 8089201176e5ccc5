#include "connectors/register/source/folder_place.h"

#include <fcntl.h>
#include <unistd.h>

#include <optional>
#include <utility>

#include "connectors/register/source/left_undone.h"
#include "connectors/register/source/next_run.h"
#include "connectors/register/source/put_away_with_readme.h"

namespace sluss::connectors::registers {
namespace {

std::string_view words_of(PassedOver::Why why) {
  switch (why) {
    case PassedOver::Why::link:
      return "a link";
    case PassedOver::Why::special:
      return "a pipe, a socket or a device";
    case PassedOver::Why::unreadable:
      return "unreadable to this process";
  }
  return {};
}

class FolderPlace final : public FilePlace {
 public:
  FolderPlace(core::Files& files, InboxOptions options, SharedParts& shared)
      : files_(files),
        inbox_(files, std::move(options)),
        undone_(shared.part<LeftUndone>()),
        next_runs_(shared.part<NextRuns>()) {}

  [[nodiscard]] std::string request_of(std::string_view name) const override {
    return (inbox_.folder() / shown_name(name)).string();
  }
  [[nodiscard]] std::string_view where() const override { return "i mappen"; }
  [[nodiscard]] core::Result<std::vector<InboxFile>> list(const std::stop_token& /*stop*/) override {
    auto files = SLUSS_TRY(inbox_.list());
    moves_ = ::faccessat(AT_FDCWD, inbox_.folder().c_str(), W_OK | X_OK, AT_EACCESS) == 0;
    return files;
  }
  [[nodiscard]] core::Result<std::vector<PassedOver>> passed_over() override { return inbox_.passed_over(); }
  [[nodiscard]] bool is_ordered_by_time() const override { return !moves_; }
  [[nodiscard]] bool moves() const override { return moves_; }
  [[nodiscard]] core::Result<std::optional<FetchedFile>> take(const InboxFile& file, const std::string& /*known*/,
                                                              const std::filesystem::path& scratch,
                                                              const std::stop_token& stop) override {
    auto copied = inbox_.take(file, scratch, stop);
    if (!copied) return std::unexpected(std::move(copied).error());
    return FetchedFile{.file = *std::move(copied)};
  }
  core::Result<> put_away(const CopiedFile& file, Away where, const Readme& readme) override {
    return put_away_with(files_, inbox_, *undone_, file, where, readme);
  }
  [[nodiscard]] std::optional<NotAway> what_hinders(Away where) const override {
    return moves_ ? inbox_.what_hinders(where) : std::nullopt;
  }
  void ask_for_next() override { next_runs_->ask(inbox_.folder()); }
  [[nodiscard]] core::Result<Probe> probe(const std::stop_token& /*stop*/) override {
    const auto files = SLUSS_TRY(inbox_.list());
    auto answer = "the folder has " + std::to_string(files.size()) + " files that may be taken";
    const auto others = SLUSS_TRY(inbox_.passed_over());
    if (others.empty()) return Probe{.answer = std::move(answer)};
    answer += "; " + std::to_string(others.size()) + " are not taken, for they are ";
    constexpr std::size_t most = 3;
    for (std::size_t i = 0; i < others.size() && i < most; ++i)
      answer += (i == 0 ? "" : ", ") + std::string(words_of(others[i].why)) + ": " + shown_name(others[i].name);
    return Probe{.answer = answer + (others.size() > most ? ", …" : "")};
  }

 private:
  core::Files& files_;
  Inbox inbox_;
  std::shared_ptr<LeftUndone> undone_;
  std::shared_ptr<NextRuns> next_runs_;
  bool moves_ = false;
};

}  // namespace

std::unique_ptr<FilePlace> folder_place(core::Files& files, InboxOptions options, SharedParts& shared) {
  return std::make_unique<FolderPlace>(files, std::move(options), shared);
}

}  // namespace sluss::connectors::registers
