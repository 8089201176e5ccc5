#include "warehouse/journal/index.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "core/log.h"
#include "core/replace_file.h"
#include "warehouse/file_lock.h"
#include "warehouse/journal/journal_line.h"

namespace sluss::warehouse::journal {
namespace {

constexpr std::int64_t window_marks = 64;
constexpr std::size_t hash_size = 64;
constexpr std::string_view line_end = "\"}\n";

std::filesystem::path index_of(const std::filesystem::path& journal) {
  auto file = journal;
  return file.replace_extension(".index");
}

std::int64_t marks_in(std::uint64_t bytes) {
  return std::max<std::int64_t>(0, static_cast<std::int64_t>(bytes / mark_size) - 1);
}

std::uint64_t byte_of(std::int64_t number) {
  return static_cast<std::uint64_t>(number) * mark_size;
}

core::Result<std::uint64_t> size_or_nothing(core::Files& files, const std::filesystem::path& file) {
  if (!files.exists(file)) return 0;
  return files.size(file);
}

/// Others that may read the journal (root, a group) must not leave a file that its owner cannot write.
bool may_store(const std::filesystem::path& journal) {
  struct stat status{};
  return ::stat(journal.c_str(), &status) == 0 && status.st_uid == ::geteuid();
}

/// Once a process: the daemon would log it with every page.
void log_unwritable(const std::filesystem::path& file, const core::Error& error) {
  static std::atomic<bool> logged = false;
  if (logged.exchange(true)) return;
  core::log::warning("journal.index",
                     "the journal's index cannot be written; what it would say is read from the journal",
                     {{"file", file.string()}, {"code", error.code}, {"error", error.what}});
}

std::unexpected<core::Error> broken(std::string what, const std::filesystem::path& journal) {
  return core::fail(core::ErrorClass::data, "journal.broken", std::move(what),
                    "`sluss audit verify` reads the journal through and names the first line that does not hold.",
                    {.file = journal.string()});
}

/// Adds to a file that ends with the mark `stored`, after what a kill may have left of another one.
core::Result<> add_records(core::Files& files, const std::filesystem::path& file, std::int64_t stored,
                           std::string_view records) {
  const auto output = SLUSS_TRY(files.append(file));
  if (output->size() > byte_of(stored + 1)) SLUSS_TRY(output->truncate(byte_of(stored + 1)));
  SLUSS_TRY(output->write(records));
  return output->close();
}

}  // namespace

Index::Index(core::Files& files, const std::filesystem::path& journal)
    : files_(&files), journal_(journal), file_(index_of(journal)) {}

core::Result<Index> Index::open(core::Files& files, const std::filesystem::path& journal) {
  Index index(files, journal);
  SLUSS_TRY(index.catch_up());
  return index;
}

core::Result<> Index::catch_up() {
  // First the index, then the journal's size: what is appended meanwhile is in the journal first. An index that cannot
  // be read is rebuilt, whatever the reason.
  if (!take_stored()) stored_ = 0;
  if (stored_ == 0) return rebuild();
  const auto size = SLUSS_TRY(files_->size(journal_));
  if (last_.end() == size) return {};
  SLUSS_TRY(read_after(last_, head_, size));
  store();
  return {};
}

/// Sets last_ and head_ when the file ends with a mark of this journal.
core::Result<> Index::take_stored() {
  const auto size = SLUSS_TRY(size_or_nothing(*files_, file_));
  const auto marks = marks_in(size);
  if (marks == 0) return {};
  const auto head = SLUSS_TRY(files_->read_range(file_, 0, mark_size));
  const auto record = SLUSS_TRY(files_->read_range(file_, byte_of(marks), mark_size));
  const auto last = decode_mark(record, marks);
  if (head != index_head() || !last) return {};
  auto hash = SLUSS_TRY(hash_at_end_of(*last));
  if (!last->is_of(hash)) return {};
  stored_ = marks;
  last_ = *last;
  head_ = std::move(hash);
  return {};
}

core::Result<std::string> Index::hash_at_end_of(const Mark& mark) {
  const auto length = hash_size + line_end.size();
  if (mark.length < length) return std::string{};
  auto text = SLUSS_TRY(files_->read_range(journal_, mark.end() - length, length));
  return text.ends_with(line_end) ? text.substr(0, hash_size) : std::string{};
}

core::Result<> Index::read_after(Mark from, std::string head, std::uint64_t journal_size) {
  last_ = from;
  unstored_.clear();
  const ChainState checked{.entries = from.number, .head = std::move(head), .bytes = from.end()};
  const auto note = [this](const Entry& entry, std::uint64_t length) -> core::Result<> {
    last_ = next_mark(last_, entry, last_.end(), length);
    unstored_ += encode(last_);
    return {};
  };
  auto reading = SLUSS_TRY(read_on(*files_, journal_, checked, journal_size, note));
  head_ = std::move(reading.head);
  return {};
}

core::Result<> Index::rebuild() {
  stored_ = 0;
  window_.clear();
  const auto size = SLUSS_TRY(size_or_nothing(*files_, journal_));
  SLUSS_TRY(read_after({}, "", size));
  store();
  return {};
}

/// Under the journal's lock, which appending takes; without waiting for it, as the next reader may do it.
void Index::store() {
  if (unstored_.empty() || !may_store(journal_)) return;
  const auto lock = FileLock::take(journal_, std::chrono::milliseconds(0));
  if (!lock || !*lock) return;
  core::Result<> written;
  if (stored_ == 0) {
    written = core::replace_file(*files_, file_, index_head() + unstored_);
  } else {
    const auto size = files_->size(file_);
    if (!size || marks_in(*size) != stored_) return;  // another process was quicker
    written = add_records(*files_, file_, stored_, unstored_);
  }
  if (!written) return log_unwritable(file_, written.error());
  stored_ = last_.number;
  unstored_.clear();
}

std::int64_t Index::count(Group group) const {
  return last_.counts.at(static_cast<std::size_t>(group));
}

/// Nothing when its record is damaged or cannot be had.
std::optional<Mark> Index::known(std::int64_t number) {
  if (number < 1 || number > last_.number) return {};
  if (number == last_.number) return last_;
  const auto record_in = [number](std::string_view records, std::int64_t first) -> std::optional<Mark> {
    if (number < first || records.size() < byte_of(number - first + 1)) return {};
    return decode_mark(records.substr(byte_of(number - first), mark_size), number);
  };
  if (number > stored_) return record_in(unstored_, stored_ + 1);
  if (number < window_at_ || byte_of(number - window_at_ + 1) > window_.size()) {
    // Backwards, as most that walk go.
    const auto first = std::max<std::int64_t>(1, number - window_marks + 1);
    auto records = files_->read_range(file_, byte_of(first), byte_of(number - first + 1));
    if (!records) return {};
    window_at_ = first;
    window_ = *std::move(records);
  }
  return record_in(window_, window_at_);
}

core::Result<Mark> Index::mark(std::int64_t number) {
  if (const auto mark = known(number)) return *mark;
  SLUSS_TRY(rebuild());
  if (const auto mark = known(number)) return *mark;
  return broken("the journal has no entry " + std::to_string(number), journal_);
}

core::Result<> Index::latest_first(std::initializer_list<Group> groups,
                                   const std::function<core::Result<bool>(const Mark&)>& consumer) {
  const auto place = [](Group group) { return static_cast<std::size_t>(group); };
  std::uint32_t next = 0;
  for (const auto group : groups) next = std::max(next, last_.latest(group));
  while (next != 0) {
    const auto mark = SLUSS_TRY(this->mark(next));
    const bool go_on = SLUSS_TRY(consumer(mark));
    if (!go_on) return {};
    next = 0;
    for (const auto group : groups) next = std::max(next, mark.before.at(place(group)));
  }
  return {};
}

core::Result<Entry> Index::line_of(const Mark& mark) {
  const auto line = SLUSS_TRY(files_->read_range(journal_, mark.byte, mark.length));
  if (!line.ends_with('\n')) return broken("entry " + std::to_string(mark.number) + " has no end", journal_);
  auto read = SLUSS_TRY(read_line_alone(std::string_view(line).substr(0, line.size() - 1),
                                        {.file = journal_.string(), .line = mark.number}));
  if (read.entry.number != mark.number || !mark.is_of(read.entry.hash))
    return broken("another entry is in the place of the " + std::to_string(mark.number) + "th", journal_);
  return std::move(read.entry);
}

core::Result<Entry> Index::read(const Mark& mark) {
  if (auto entry = line_of(mark)) return entry;
  // One of the two is wrong. Reading the journal through shows whether it is the journal.
  SLUSS_TRY(rebuild());
  const auto again = SLUSS_TRY(this->mark(mark.number));
  return line_of(again);
}

core::Result<> Index::read_from(std::int64_t number, const EntryConsumer& consumer) {
  if (number > last_.number) return {};
  ChainState checked;
  if (number > 1) {
    auto before = SLUSS_TRY(mark(number - 1));
    auto hash = SLUSS_TRY(hash_at_end_of(before));
    if (!before.is_of(hash)) {
      SLUSS_TRY(rebuild());
      before = SLUSS_TRY(mark(number - 1));
      hash = SLUSS_TRY(hash_at_end_of(before));
    }
    checked = {.entries = number - 1, .head = std::move(hash), .bytes = before.end()};
  }
  SLUSS_TRY(read_on(*files_, journal_, checked, last_.end(),
                    [&](Entry&& entry, std::uint64_t) { return consumer(std::move(entry)); }));
  return {};
}

void add_to_index(core::Files& files, const std::filesystem::path& journal, const Entry& entry, std::uint64_t byte,
                  std::uint64_t length, std::string_view prev) {
  const auto file = index_of(journal);
  const auto add = [&]() -> core::Result<> {
    if (entry.number == 1) {
      if (!may_store(journal)) return {};
      const auto output = SLUSS_TRY(files.create(file));
      SLUSS_TRY(output->write(index_head() + encode(next_mark({}, entry, byte, length))));
      return output->close();
    }
    const auto size = SLUSS_TRY(size_or_nothing(files, file));
    const auto stored = marks_in(size);
    if (stored != entry.number - 1) return {};
    const auto record = SLUSS_TRY(files.read_range(file, byte_of(stored), mark_size));
    const auto before = decode_mark(record, stored);
    if (!before || before->end() != byte || !before->is_of(prev)) return {};
    return add_records(files, file, stored, encode(next_mark(*before, entry, byte, length)));
  };
  if (const auto added = add(); !added) log_unwritable(file, added.error());
}

}  // namespace sluss::warehouse::journal
