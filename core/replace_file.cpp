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

namespace sluss::core {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".part";

/// What this process is writing now: a name of its own number that is not among them is an earlier process's, whose
/// number it got (in a container each has the number 1).
struct Written {
  std::mutex mutex;
  std::set<std::string> names;
};

Written& written() {
  static Written one;
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

/// 4711 for "4711-00ff…"; nothing for what is not of that form.
std::optional<pid_t> process_in(std::string_view text) {
  pid_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || number <= 0 || parsed.ptr == text.data() + text.size() || *parsed.ptr != '-')
    return std::nullopt;
  return number;
}

/// Whether a name in FILE's folder is one beside FILE, of a process that is gone. `name` is NAME.part (releases before
/// the random names) or NAME.PROCESS-RANDOM.part.
bool left_by_the_dead(const fs::path& path, std::string_view target) {
  const auto name = path.filename().string();
  if (!name.starts_with(target) || !name.ends_with(ending) || name.size() < target.size() + ending.size()) return false;
  auto between = std::string_view(name).substr(target.size(), name.size() - target.size() - ending.size());
  if (between.empty()) return true;
  if (!between.starts_with('.')) return false;
  const auto process = process_in(between.substr(1));
  if (!process) return false;
  if (*process != ::getpid()) return ::kill(*process, 0) != 0 && errno == ESRCH;
  const std::lock_guard guard(written().mutex);
  return !written().names.contains(path.string());
}

/// A regular file of this user's that nobody holds: the number of a process says little where several machines or
/// containers write in one folder.
bool is_ours_and_free(const fs::path& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) return false;
  const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return false;
  const bool free = ::flock(file, LOCK_EX | LOCK_NB) == 0;
  ::close(file);
  return free;
}

void remove_abandoned(Files& files, const fs::path& file) {
  const auto names = files.list(folder_of(file));
  if (!names) return;  // creating beside tells what is wrong with the folder
  const auto target = file.filename().string();
  for (const auto& name : *names) {
    // What cannot be removed is in nobody's way: the names beside are new each time.
    if (left_by_the_dead(name, target) && is_ours_and_free(name)) std::ignore = files.remove(name);
  }
}

}  // namespace

class Replacement::Beside {
 public:
  Beside(Files& files, fs::path path) : files_(files), path_(std::move(path)) {
    const std::lock_guard guard(written().mutex);
    written().names.insert(path_.string());
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;
  ~Beside() {
    if (made_) std::ignore = files_.remove(path_);
    const std::lock_guard guard(written().mutex);
    written().names.erase(path_.string());
  }
  [[nodiscard]] const fs::path& path() const { return path_; }
  void made() { made_ = true; }
  void gone() { made_ = false; }

 private:
  Files& files_;
  fs::path path_;
  bool made_ = false;
};

Replacement::Replacement(Files& files, fs::path file, std::unique_ptr<Beside> beside,
                         std::unique_ptr<OutputFile> output)
    : files_(&files), file_(std::move(file)), beside_(std::move(beside)), output_(std::move(output)) {}

Replacement::Replacement(Replacement&&) noexcept = default;

Replacement::~Replacement() {
  output_.reset();  // closed before its name goes: some shares keep the name of what is open
}

Result<Replacement> Replacement::begin(Files& files, fs::path file, FileMode mode) {
  remove_abandoned(files, file);
  SLUSS_ASSIGN(const auto number, random_number(file));
  const auto name = fmt::format("{}.{}-{:016x}{}", file.filename().string(), ::getpid(), number, ending);
  auto beside = std::make_unique<Beside>(files, folder_of(file) / name);
  SLUSS_ASSIGN(auto output, files.create_new(beside->path(), mode));
  beside->made();
  return Replacement(files, std::move(file), std::move(beside), std::move(output));
}

const fs::path& Replacement::temporary() const {
  return beside_->path();
}

Result<> Replacement::complete() {
  if (complete_) return {};
  SLUSS_TRY(output_->sync());
  SLUSS_TRY(output_->close());
  complete_ = true;
  return {};
}

Result<> Replacement::take_name() {
  SLUSS_TRY(files_->rename(beside_->path(), file_));
  beside_->gone();
  return {};
}

Result<> Replacement::commit() {
  SLUSS_TRY(complete());
  SLUSS_TRY(take_name());
  return files_->sync_folder(folder_of(file_));
}

Result<> Replacement::commit_new() {
  SLUSS_TRY(complete());
  SLUSS_TRY(files_->rename_new(beside_->path(), file_));
  beside_->gone();
  return files_->sync_folder(folder_of(file_));
}

Result<> replace_file(Files& files, const fs::path& file, std::string_view text, FileMode mode) {
  SLUSS_ASSIGN(auto replacement, Replacement::begin(files, file, mode));
  SLUSS_TRY(replacement.output().write(text));
  return replacement.commit();
}

}  // namespace sluss::core
