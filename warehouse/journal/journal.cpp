#include "warehouse/journal/journal.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/ids.h"
#include "warehouse/file_lock.h"
#include "warehouse/journal/journal_line.h"

namespace sluss::warehouse::journal {
namespace {

constexpr std::chrono::seconds patience{1};         // an append takes milliseconds
constexpr std::chrono::seconds queue_patience{10};  // many that append at once, each with its fsync
constexpr std::uint64_t block_size = std::uint64_t{1} << 20U;
constexpr std::uint64_t tail_size = std::uint64_t{16} << 10U;

std::unexpected<core::Error> locked(const std::filesystem::path& file) {
  return core::fail(core::ErrorClass::busy, "journal.locked", "another process is writing the journal",
                    "Try again in a moment.", {.file = file.string()});
}

core::Result<> write_synced(core::OutputFile& output, std::string_view line, std::uint64_t size_before) {
  auto written = output.write(line);
  if (written) written = output.sync();
  if (!written) {
    // Not acknowledged, so it must not stand there. If this fails too, the next one finds a torn or an extra line.
    [[maybe_unused]] const auto truncated = output.truncate(size_before);
    [[maybe_unused]] const auto synced = output.sync();
    return written;
  }
  return output.close();
}

/// Where reading goes on: so many entries, the last one's hash, and the byte behind it.
struct From {
  std::int64_t entries = 0;
  std::string_view head;
  std::uint64_t bytes = 0;
};

core::Result<Reading> read_lines(core::Files& files, const std::filesystem::path& file, const From& from,
                                 std::uint64_t size, const std::function<core::Result<>(Entry&&)>& consumer) {
  Reading reading{.entries = from.entries, .head = std::string(from.head), .bytes = from.bytes};
  std::string rest;
  for (std::uint64_t offset = from.bytes; offset < size; offset += block_size) {
    SLUSS_ASSIGN(const auto block, files.read_range(file, offset, std::min(block_size, size - offset)));
    rest += block;
    std::string_view text = rest;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      // A line that was not synced may have lost its end, or come out as zeros where its blocks were not written.
      const auto line = text.substr(0, end);
      const bool last = reading.bytes + end + 1 == size;
      if (last && line.find('\0') != std::string_view::npos) break;
      const auto number = reading.entries + 1;
      const std::string_view prev = reading.head.empty() ? first_prev : std::string_view(reading.head);
      SLUSS_ASSIGN(auto entry, read_line(line, number, prev, {.file = file.string(), .line = number}));
      reading.head = entry.hash;
      reading.entries = number;
      reading.bytes += end + 1;
      SLUSS_TRY(consumer(std::move(entry)));
      text.remove_prefix(end + 1);
    }
    rest.erase(0, rest.size() - text.size());
  }
  reading.torn = !rest.empty();
  return reading;
}

/// The last line, when it is whole.
core::Result<std::optional<Line>> last_line(core::Files& files, const std::filesystem::path& file, std::uint64_t size) {
  for (auto length = std::min(tail_size, size);; length = std::min(4 * length, size)) {
    SLUSS_ASSIGN(const auto text, files.read_range(file, size - length, length));
    if (!text.ends_with('\n')) return std::nullopt;
    const auto before = text.size() < 2 ? std::string::npos : text.rfind('\n', text.size() - 2);
    if (before == std::string::npos && length < size) continue;
    const auto begin = before == std::string::npos ? 0 : before + 1;
    const auto line = std::string_view(text).substr(begin, text.size() - 1 - begin);
    if (line.find('\0') != std::string_view::npos) return std::nullopt;
    SLUSS_ASSIGN(auto read, read_line_alone(line, {.file = file.string()}));
    return read;
  }
}

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
    if (!lock) return locked(file_);
    SLUSS_TRY(catch_up_and_mend());

    Entry entry{.number = std::ssize(entries_) + 1,
                .at = at,
                .kind = std::string(kind),
                .who = std::string(who),
                .body = std::string(body),
                .hash = {}};
    SLUSS_ASSIGN(const auto line, write_line(entry, last_hash()));
    SLUSS_TRY(write_synced(*output, line, read_to_));
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
    SLUSS_ASSIGN(const auto reading, read_lines(files_, file_, {std::ssize(entries_), last_hash(), read_to_}, size,
                                                [this](Entry&& entry) -> core::Result<> {
                                                  entries_.push_back(std::move(entry));
                                                  return {};
                                                }));
    read_to_ = reading.bytes;
    return reading.torn;
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

core::Result<Entry> append_one(core::Files& files, const std::filesystem::path& file, core::Instant at,
                               std::string_view kind, std::string_view who, std::string_view body) {
  const bool is_new = !files.exists(file);
  SLUSS_ASSIGN(const auto output, files.append(file));
  if (is_new) SLUSS_TRY(files.sync_folder(file.parent_path()));
  {
    SLUSS_ASSIGN(const auto lock, FileLock::take(file, queue_patience));
    if (!lock) return locked(file);
    SLUSS_ASSIGN(const auto size, files.size(file));
    Line last{.entry = {}, .prev = {}};
    bool whole = true;
    if (size > 0) {
      SLUSS_ASSIGN(auto read, last_line(files, file, size));
      whole = read.has_value();
      if (read) last = std::move(*read);
    }
    if (whole) {
      Entry entry{.number = last.entry.number + 1,
                  .at = at,
                  .kind = std::string(kind),
                  .who = std::string(who),
                  .body = std::string(body),
                  .hash = {}};
      SLUSS_ASSIGN(const auto line, write_line(entry, size == 0 ? first_prev : std::string_view(last.entry.hash)));
      SLUSS_TRY(write_synced(*output, line, size));
      return entry;
    }
  }
  // A torn line stands at the end: the long way, which mends it.
  SLUSS_ASSIGN(const auto journal, Journal::open(files, file));
  return journal->append(at, kind, who, body);
}

core::Result<Reading> read_through(core::Files& files, const std::filesystem::path& file,
                                   const std::function<core::Result<>(Entry&&)>& entry,
                                   std::optional<std::uint64_t> bytes) {
  if (!files.exists(file)) return Reading{};
  SLUSS_ASSIGN(const auto size, files.size(file));
  return read_lines(files, file, {}, std::min(size, bytes.value_or(size)), entry);
}

}  // namespace sluss::warehouse::journal
