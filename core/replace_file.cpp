#include "core/replace_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <mutex>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "core/descriptor.h"

namespace sluss::core {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".part";
constexpr std::string_view old_word = ".partial-";
constexpr std::size_t random_digits = 16;

/// What this process is writing now: a name of its own number that is not among them is an earlier process's, whose
/// number it got (in a container each has the number 1).
struct NamesInUse {
  std::mutex mutex;
  std::set<std::string> names;
};

NamesInUse& names_in_use() {
  static NamesInUse one;
  return one;
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

Result<std::uint64_t> random_number(const fs::path& file) {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, 0) == static_cast<ssize_t>(sizeof number)) return number;
  return fail(ErrorClass::storage, "disk.io", "the system gives no random numbers for a name beside " + file.string(),
              "See the system's log", {.file = file.string()});
}

std::optional<pid_t> process_in(std::string_view text) {
  pid_t number = 0;
  const auto* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc() || number <= 0 || parsed.ptr != end) return std::nullopt;
  return number;
}

bool is_random(std::string_view text) {
  return text.size() == random_digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// What this process is writing now is not; what has its number otherwise is an earlier process's.
bool is_gone(pid_t writer, const fs::path& path) {
  if (writer != ::getpid()) return ::kill(writer, 0) != 0 && errno == ESRCH;
  const std::lock_guard guard(names_in_use().mutex);
  return !names_in_use().names.contains(path.string());
}

/// A regular file of this user's that no process locks: a process's number means little where several machines or
/// containers write in one folder.
bool is_ours_and_free(const fs::path& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) return false;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  return file.number() >= 0 && ::flock(file.number(), LOCK_EX | LOCK_NB) == 0;
}

/// Open while it is renamed: until then its lock marks it as in use for cleaning up, also on other machines.
/// Some shares do not rename what is open.
template <class Rename>
Result<> renamed(OutputFile& output, Rename rename) {
  auto done = rename();
  if (done || done.error().code == "disk.exists") return done;
  SLUSS_TRY(output.close());
  return rename();
}

}  // namespace

class Replacement::TemporaryFile {
 public:
  TemporaryFile(Files& files, fs::path path) : files_(files), path_(std::move(path)) {
    const std::lock_guard guard(names_in_use().mutex);
    names_in_use().names.insert(path_.string());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (made_) std::ignore = files_.remove(path_);
    const std::lock_guard guard(names_in_use().mutex);
    names_in_use().names.erase(path_.string());
  }
  [[nodiscard]] const fs::path& path() const { return path_; }
  void made() { made_ = true; }
  void gone() { made_ = false; }

 private:
  Files& files_;
  fs::path path_;
  bool made_ = false;
};

Replacement::Replacement(Files& files, fs::path file, std::unique_ptr<TemporaryFile> part,
                         std::unique_ptr<OutputFile> output)
    : files_(&files), file_(std::move(file)), temporary_(std::move(part)), output_(std::move(output)) {}

Replacement::Replacement(Replacement&&) noexcept = default;

Replacement::~Replacement() {
  output_.reset();  // closed before its name goes: some shares keep the name of what is open
}

std::optional<TemporaryName> parse_temporary_name(std::string_view name) {
  if (const auto word = name.rfind(old_word); name.starts_with('.') && word != std::string_view::npos && word > 1) {
    const auto writer = process_in(name.substr(word + old_word.size()));
    if (writer) return TemporaryName{std::string(name.substr(1, word - 1)), writer};
  }
  if (!name.ends_with(ending) || name.size() == ending.size()) return std::nullopt;
  name.remove_suffix(ending.size());
  const auto dot = name.rfind('.');
  const auto dash = name.rfind('-');
  if (dot != std::string_view::npos && dot != 0 && dash != std::string_view::npos && dash > dot &&
      is_random(name.substr(dash + 1))) {
    const auto writer = process_in(name.substr(dot + 1, dash - dot - 1));
    if (writer) return TemporaryName{std::string(name.substr(0, dot)), writer};
  }
  return TemporaryName{std::string(name), std::nullopt};
}

std::vector<Error> remove_abandoned(Files& files, const fs::path& folder,
                                    const std::function<bool(const TemporaryName&)>& wanted) {
  std::vector<Error> stayed;
  const auto paths = files.list(folder);
  if (!paths) return stayed;  // creating there reports what is wrong with the folder
  for (const auto& path : *paths) {
    const auto temporary = parse_temporary_name(path.filename().string());
    if (!temporary || !wanted(*temporary) || (temporary->writer && !is_gone(*temporary->writer, path)) ||
        !is_ours_and_free(path))
      continue;
    if (auto removed = files.remove(path); !removed) stayed.push_back(std::move(removed).error());
  }
  return stayed;
}

Result<Replacement> Replacement::begin(Files& files, fs::path file, FileMode mode) {
  // What cannot be removed does no harm: the temporary names are new each time.
  std::ignore = remove_abandoned(
      files, folder_of(file),
      [target = file.filename().string()](const TemporaryName& temporary) { return temporary.file == target; });
  const auto number = SLUSS_TRY(random_number(file));
  const auto name = fmt::format("{}.{}-{:016x}{}", file.filename().string(), ::getpid(), number, ending);
  auto part = std::make_unique<TemporaryFile>(files, folder_of(file) / name);
  auto output = SLUSS_TRY(files.create_new(part->path(), mode));
  part->made();
  return Replacement(files, std::move(file), std::move(part), std::move(output));
}

void Replacement::name_instead(const std::string& name) {
  file_ = folder_of(file_) / name;
}

const fs::path& Replacement::temporary() const {
  return temporary_->path();
}

Result<> Replacement::complete() {
  if (complete_) return {};
  SLUSS_TRY(output_->sync());
  complete_ = true;
  return {};
}

Result<> Replacement::take_name() {
  SLUSS_TRY(renamed(*output_, [&] { return files_->rename(temporary_->path(), file_); }));
  temporary_->gone();
  return output_->close();
}

Result<> Replacement::commit() {
  SLUSS_TRY(complete());
  SLUSS_TRY(take_name());
  return files_->sync_folder(folder_of(file_));
}

Result<> Replacement::commit_new() {
  SLUSS_TRY(complete());
  SLUSS_TRY(renamed(*output_, [&] { return files_->rename_new(temporary_->path(), file_); }));
  temporary_->gone();
  SLUSS_TRY(output_->close());
  return files_->sync_folder(folder_of(file_));
}

Result<> replace_file(Files& files, const fs::path& file, std::string_view text, FileMode mode) {
  auto replacement = SLUSS_TRY(Replacement::begin(files, file, mode));
  SLUSS_TRY(replacement.output().write(text));
  return replacement.commit();
}

}  // namespace sluss::core
