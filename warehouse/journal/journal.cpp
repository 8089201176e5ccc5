#include "warehouse/journal/journal.h"

#include <chrono>
#include <utility>

#include "core/ids.h"
#include "warehouse/file_lock.h"
#include "warehouse/journal/journal_line.h"

namespace sluss::warehouse::journal {
namespace {

constexpr std::chrono::seconds patience{1};  // an append takes milliseconds

class FileJournal final : public Journal {
 public:
  FileJournal(core::Files& files, std::filesystem::path file) : files_(files), file_(std::move(file)) {}

  core::Result<> load() {
    if (!files_.exists(file_)) return {};
    SLUSS_ASSIGN(const auto torn, catch_up());
    if (!torn) return {};
    // Perhaps no torn line but one that another process is just writing: look again when nobody is.
    SLUSS_ASSIGN(const auto lock, FileLock::take(file_, patience));
    if (!lock) return {};
    return catch_up_and_mend();
  }

  core::Result<Entry> append(core::Instant at, std::string_view kind, std::string_view who,
                             std::string_view body) override {
    const bool is_new = !files_.exists(file_);
    SLUSS_ASSIGN(const auto output, files_.append(file_));
    if (is_new) SLUSS_TRY(files_.sync_folder(file_.parent_path()));
    SLUSS_ASSIGN(const auto lock, FileLock::take(file_, patience));
    if (!lock) {
      return core::fail(core::ErrorClass::busy, "journal.locked", "another process is writing the journal",
                        "Try again in a moment.", {.file = file_.string()});
    }
    SLUSS_TRY(catch_up_and_mend());

    Entry entry{.number = std::ssize(entries_) + 1,
                .at = at,
                .kind = std::string(kind),
                .who = std::string(who),
                .body = std::string(body),
                .hash = {}};
    SLUSS_ASSIGN(const auto line, write_line(entry, last_hash()));
    auto written = output->write(line);
    if (written) written = output->sync();
    if (!written) {
      // Not acknowledged, so it must not stand there. If this fails too, the next one finds a torn or an extra line.
      [[maybe_unused]] const auto truncated = output->truncate(read_to_);
      [[maybe_unused]] const auto synced = output->sync();
      return std::unexpected(std::move(written).error());
    }
    SLUSS_TRY(output->close());
    read_to_ += line.size();
    entries_.push_back(entry);
    return entry;
  }

  [[nodiscard]] const std::vector<Entry>& entries() const override { return entries_; }
  [[nodiscard]] const std::vector<core::Finding>& findings() const override { return findings_; }

 private:
  [[nodiscard]] std::string_view last_hash() const {
    return entries_.empty() ? first_prev : std::string_view(entries_.back().hash);
  }

  /// Reads and checks what others have added. True when a torn line stands at the end.
  core::Result<bool> catch_up() {
    SLUSS_ASSIGN(const auto size, files_.size(file_));
    if (size < read_to_) {
      return core::fail(core::ErrorClass::data, "journal.broken", "the journal has become shorter",
                        "The journal is only ever added to. Take the file from a backup.", {.file = file_.string()});
    }
    SLUSS_ASSIGN(const auto text, files_.read_range(file_, read_to_, size - read_to_));
    std::string_view rest = text;
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      // A line that was not synced may have lost its end, or come out as zeros where its blocks were not written.
      const auto line = rest.substr(0, end);
      const bool last = end == std::string_view::npos || end + 1 == rest.size();
      if (end == std::string_view::npos || (last && line.find('\0') != std::string_view::npos)) return true;
      const auto number = std::ssize(entries_) + 1;
      SLUSS_ASSIGN(auto entry, read_line(line, number, last_hash(), {.file = file_.string(), .line = number}));
      entries_.push_back(std::move(entry));
      read_to_ += end + 1;
      rest.remove_prefix(end + 1);
    }
    return false;
  }

  /// Under the lock.
  core::Result<> catch_up_and_mend() {
    SLUSS_ASSIGN(const auto torn, catch_up());
    if (!torn) return {};
    SLUSS_ASSIGN(const auto output, files_.append(file_));
    const auto cut = output->size() - read_to_;
    SLUSS_TRY(output->truncate(read_to_));
    SLUSS_TRY(output->sync());
    SLUSS_TRY(output->close());
    findings_.push_back({.code = "journal.torn_line",
                         .severity = core::Severity::warning,
                         .subject = "rad " + std::to_string(entries_.size() + 1),
                         .what = "Journalens sista rad var inte färdigskriven (strömavbrott eller full disk); " +
                                 std::to_string(cut) + " byte är bortskurna. Raden hade aldrig bekräftats.",
                         .remedy = "Inget behöver göras. Det som raden gällde görs om av nästa körning."});
    return {};
  }

  core::Files& files_;
  const std::filesystem::path file_;
  std::vector<Entry> entries_;
  std::vector<core::Finding> findings_;
  std::uint64_t read_to_ = 0;
};

}  // namespace

core::Result<std::unique_ptr<Journal>> Journal::open(core::Files& files, const std::filesystem::path& file) {
  auto journal = std::make_unique<FileJournal>(files, std::filesystem::absolute(file));
  SLUSS_TRY(journal->load());
  return std::unique_ptr<Journal>(std::move(journal));
}

}  // namespace sluss::warehouse::journal
