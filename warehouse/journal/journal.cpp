#include "warehouse/journal/journal.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/log.h"
#include "core/users.h"
#include "warehouse/file_lock.h"
#include "warehouse/journal/index.h"
#include "warehouse/journal/journal_line.h"

namespace sluss::warehouse::journal {
namespace {

constexpr std::chrono::seconds queue_patience{10};  // many that append at once, each with its fsync
constexpr std::uint64_t block_size = std::uint64_t{1} << 20U;
constexpr std::uint64_t tail_size = std::uint64_t{2} << 10U;  // most lines are shorter

core::Result<> write_synced(core::OutputFile& output, std::string_view line, std::uint64_t size_before) {
  auto written = output.write(line);
  if (written) written = output.sync();
  if (!written) {
    // Not acknowledged, so it must not stay. If this fails too, the next append finds a torn or an extra line.
    [[maybe_unused]] const auto truncated = output.truncate(size_before);
    [[maybe_unused]] const auto synced = output.sync();
    return written;
  }
  return output.close();
}

/// How a journal ends.
struct End {
  std::optional<Line> last;  ///< the last whole line; none in an empty journal
  std::uint64_t bytes = 0;   ///< up to and with it
};

/// Where the last line begins, within `text`; nothing when it begins before.
std::optional<std::size_t> line_begin(std::string_view text, bool is_whole_file) {
  const auto before = text.size() < 2 ? std::string_view::npos : text.rfind('\n', text.size() - 2);
  if (before != std::string_view::npos) return before + 1;
  return is_whole_file ? std::optional<std::size_t>{0} : std::nullopt;
}

/// A line that was not synced may have lost its end, or come out as zeros where its blocks were not written.
core::Result<End> end_of(core::Files& files, const std::filesystem::path& file, std::uint64_t size) {
  for (auto length = std::min(tail_size, size); size > 0; length = std::min(4 * length, size)) {
    const auto tail = SLUSS_TRY(files.read_range(file, size - length, length));
    const bool is_whole_file = length == size;
    std::string_view text = tail;
    auto begin = line_begin(text, is_whole_file);
    if (begin && (!text.ends_with('\n') || text.substr(*begin).find('\0') != std::string_view::npos)) {
      text = text.substr(0, *begin);
      if (text.empty()) return End{};
      begin = line_begin(text, is_whole_file);
    }
    if (!begin) continue;
    const auto line = text.substr(*begin, text.size() - 1 - *begin);
    auto last = SLUSS_TRY(read_line_alone(line, {.file = file.string()}));
    return End{.last = std::move(last), .bytes = size - length + text.size()};
  }
  return End{};
}

core::Result<> cut_off(core::OutputFile& output, const End& end) {
  core::log::warning("journal.torn_line", "a last line that a power cut or a full disk had torn is cut off",
                     {{"entry", end.last ? end.last->entry.number + 1 : 1}, {"bytes", output.size() - end.bytes}});
  SLUSS_TRY(output.truncate(end.bytes));
  return output.sync();
}

}  // namespace

core::Result<Entry> append_one(core::Files& files, const std::filesystem::path& file, core::Instant at,
                               std::string_view kind, std::string_view who, std::string_view body) {
  if (!files.exists(file)) {
    const auto made = SLUSS_TRY(files.append(file));
    SLUSS_TRY(made->close());
    SLUSS_TRY(core::give_to_folders_owner(file));  // a restore by root appends its entry
    SLUSS_TRY(files.sync_folder(file.parent_path()));
  }
  const auto lock = SLUSS_TRY(FileLock::take(file, queue_patience));
  if (!lock) {
    return core::fail(core::ErrorClass::busy, "journal.locked", "another process is writing the journal",
                      "Try again in a moment.", {.file = file.string()});
  }
  const auto output = SLUSS_TRY(files.append(file));
  const auto size = output->size();
  const auto end = SLUSS_TRY(end_of(files, file, size));
  const auto prev = end.last ? std::string_view(end.last->entry.hash) : first_prev;
  Entry entry{.number = (end.last ? end.last->entry.number : 0) + 1,
              .at = at,
              .kind = std::string(kind),
              .who = std::string(who),
              .body = std::string(body),
              .hash = {}};
  const auto line = SLUSS_TRY(write_line(entry, prev));
  if (end.bytes < size) SLUSS_TRY(cut_off(*output, end));
  SLUSS_TRY(write_synced(*output, line, end.bytes));
  add_to_index(files, file, entry, end.bytes, line.size(), prev);
  return entry;
}

core::Result<ChainState> read_on(core::Files& files, const std::filesystem::path& file, const ChainState& checked,
                                 std::uint64_t size,
                                 const std::function<core::Result<>(Entry&&, std::uint64_t length)>& consumer) {
  ChainState state{.entries = checked.entries, .head = checked.head, .bytes = checked.bytes};
  std::string rest;
  for (auto offset = checked.bytes; offset < size; offset += block_size) {
    const auto block = SLUSS_TRY(files.read_range(file, offset, std::min(block_size, size - offset)));
    rest += block;
    std::string_view text = rest;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      const auto line = text.substr(0, end);
      const bool last = state.bytes + end + 1 == size;
      if (last && line.find('\0') != std::string_view::npos) break;
      const auto number = state.entries + 1;
      const std::string_view prev = state.head.empty() ? first_prev : std::string_view(state.head);
      auto entry = SLUSS_TRY(read_line(line, number, prev, {.file = file.string(), .line = number}));
      state.head = entry.hash;
      state.entries = number;
      state.bytes += end + 1;
      SLUSS_TRY(consumer(std::move(entry), end + 1));
      text.remove_prefix(end + 1);
    }
    rest.erase(0, rest.size() - text.size());
  }
  state.torn = !rest.empty();
  return state;
}

core::Result<ChainState> read_through(core::Files& files, const std::filesystem::path& file, const EntryConsumer& entry,
                                      std::optional<std::uint64_t> bytes) {
  if (!files.exists(file)) return ChainState{};
  const auto size = SLUSS_TRY(files.size(file));
  return read_on(files, file, {}, std::min(size, bytes.value_or(size)),
                 [&](Entry&& one, std::uint64_t) { return entry(std::move(one)); });
}

}  // namespace sluss::warehouse::journal
