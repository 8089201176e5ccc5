#include "connectors/register/inbox/inbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <system_error>
#include <utility>

#include "connectors/register/inbox/file_errors.h"
#include "connectors/register/inbox/opened.h"
#include "core/identities.h"
#include "core/letters.h"
#include "core/system_text.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

/// What Sluss writes beside a file, whole names apart: NAME – läs mig.xlsx, NAME – läs mig (1).xlsx; also with the dash
/// of another keyboard.
bool is_readme(std::string_view folded_name) {
  constexpr std::string_view workbook = ".xlsx", dash = "–";
  constexpr auto ours = readme_ending.substr(0, readme_ending.size() - workbook.size());
  if (!folded_name.ends_with(workbook)) return false;
  for (const std::string_view one : {dash, std::string_view("-"), std::string_view("—")}) {
    const auto words = std::string(ours).replace(ours.find(dash), dash.size(), one);
    const auto at = folded_name.rfind(words);
    if (at == std::string_view::npos) continue;
    auto rest = folded_name.substr(at + words.size());
    rest.remove_suffix(workbook.size());
    if (rest.empty() || rest.starts_with(" (") || rest.starts_with(" - ")) return true;
  }
  return false;
}

/// Of a file's bytes in the scratch folder; removed unless it is released.
class Copy {
 public:
  explicit Copy(fs::path path) : path_(std::move(path)) {}
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;
  ~Copy() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
  }
  [[nodiscard]] fs::path release() { return std::exchange(path_, {}); }

 private:
  fs::path path_;
};

/// Another program holds a lock that forbids reading, or has it open for writing on this machine.
core::Result<> check_free(int file, const std::string& name) {
  if (::flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) return impl::unreadable(name, EAGAIN);
  struct flock lock{};
  lock.l_type = F_RDLCK;
  lock.l_whence = SEEK_SET;
  if (::fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type == F_WRLCK) return impl::unreadable(name, EAGAIN);
  // A lease for reading is refused while somebody can write. It is given back at once; who wants to write meanwhile
  // makes the system send a signal, hence one that does nothing.
  (void)::fcntl(file, F_SETSIG, SIGURG);
  if (::fcntl(file, F_SETLEASE, F_RDLCK) == 0) {
    (void)::fcntl(file, F_SETLEASE, F_UNLCK);
  } else if (errno == EAGAIN) {
    return impl::changing(name);
  }
  return {};
}

core::Result<fs::path> new_copy_name(const fs::path& scratch) {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != static_cast<ssize_t>(sizeof number)) {
    return core::fail(core::ErrorClass::storage, "disk.io", "the system gives no random numbers for a name",
                      "See the system's log", {.file = scratch.string()});
  }
  return scratch / fmt::format("taken-{}-{:016x}", ::getpid(), number);
}

core::Result<std::vector<std::string>> names_in(int folder, const fs::path& path) {
  std::vector<std::string> names;
  // By a descriptor of its own: the directory stream closes it.
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(::fcntl(folder, F_DUPFD_CLOEXEC, 0)), &::closedir);
  if (stream) errno = 0;
  while (const auto* const entry = stream ? ::readdir(stream.get()) : nullptr) {
    names.emplace_back(static_cast<const char*>(entry->d_name));
    errno = 0;
  }
  if (errno == 0) return names;
  return core::fail(core::ErrorClass::transient, "inbox.no_folder",
                    fmt::format("the folder cannot be listed: {}", core::system_text(errno)),
                    "See that the share is mounted and well; it is tried again.", {.file = path.string()});
}

FileStamp stamp_of_open(int file) {
  struct stat status{};
  return ::fstat(file, &status) == 0 ? impl::stamp_of(status) : FileStamp{};
}

}  // namespace

bool may_be_taken(std::string_view name) {
  constexpr std::array on_their_way{".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart"};
  const auto folded = core::folded(name);
  if (folded.empty() || folded.starts_with('.') || folded.starts_with("~$") || folded.ends_with('~')) return false;
  if (folded == "thumbs.db" || folded == "desktop.ini") return false;
  if (std::ranges::any_of(on_their_way, [&](std::string_view ending) { return folded.ends_with(ending); }))
    return false;
  return !is_readme(folded);
}

std::string shown_name(std::string_view name) {
  return core::without_identities(core::one_line(core::decoded(name)));
}

CopiedFile::CopiedFile(CopiedFile&& other) noexcept
    : file_(std::move(other.file_)), copy_(std::exchange(other.copy_, {})), sha256_(other.sha256_) {}

CopiedFile::~CopiedFile() {
  std::error_code ignored;
  if (!copy_.empty()) fs::remove(copy_, ignored);
}

Inbox::Inbox(core::Files& files, InboxOptions options) : files_(files), options_(std::move(options)) {
  folder_ = options_.folder();
  if (folder_.empty()) folder_ = ".";
}

core::Result<std::vector<InboxFile>> Inbox::list() const {
  const auto folder = SLUSS_TRY(impl::open_folder(folder_));
  std::vector<InboxFile> result;
  const auto add = [&](const std::string& name) {
    if (const auto stamp = impl::stamp_at(folder.number(), name)) result.push_back({name, *stamp});
  };
  const auto only = options_.only();
  if (options_.one_file) add(only);
  if (!result.empty()) return result;
  // Another system may have composed its letters in another way than the operator did.
  const auto spelling = core::folded(only);
  const auto wanted = [&](const std::string& name) { return !options_.wanted || options_.wanted(name); };
  for (const auto& name : SLUSS_TRY(names_in(folder.number(), folder_))) {
    if (options_.one_file ? core::folded(name) == spelling : may_be_taken(name) && wanted(name)) add(name);
  }
  std::ranges::sort(result, {}, &InboxFile::name);
  if (options_.one_file && result.size() > 1) result.clear();  // which of them is not for us to guess
  return result;
}

core::Result<std::vector<PassedOver>> Inbox::passed_over() const {
  const auto folder = SLUSS_TRY(impl::open_folder(folder_));
  std::vector<PassedOver> result;
  const auto only = core::folded(options_.only());
  for (auto& name : SLUSS_TRY(names_in(folder.number(), folder_))) {
    const bool wanted = options_.one_file ? core::folded(name) == only
                                          : may_be_taken(name) && (!options_.wanted || options_.wanted(name));
    struct stat status{};
    if (!wanted || ::fstatat(folder.number(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISDIR(status.st_mode)) continue;
    if (S_ISLNK(status.st_mode)) {
      result.push_back({.name = std::move(name), .why = PassedOver::Why::link});
    } else if (!S_ISREG(status.st_mode)) {
      result.push_back({.name = std::move(name), .why = PassedOver::Why::special});
    } else if (::faccessat(folder.number(), name.c_str(), R_OK, AT_EACCESS) != 0 && errno == EACCES) {
      result.push_back({.name = std::move(name), .why = PassedOver::Why::unreadable});
    }
  }
  std::ranges::sort(result, {}, &PassedOver::name);
  return result;
}

core::Result<CopiedFile> Inbox::take(const InboxFile& file, const fs::path& scratch,
                                     const std::stop_token& stop) const {
  const auto folder = SLUSS_TRY(impl::open_folder(folder_));
  const auto opened = SLUSS_TRY(impl::open_file(folder.number(), file.name));
  const auto before = stamp_of_open(opened.number());
  if (before.bytes > options_.most_bytes) {
    return file_is_too_large(std::to_string(before.bytes), options_.most_bytes, {.file = shown_name(file.name)});
  }
  if (before != file.stamp) return impl::changing(file.name);
  SLUSS_TRY(check_free(opened.number(), file.name));
  const auto copy = SLUSS_TRY(new_copy_name(scratch));
  auto output = SLUSS_TRY(files_.create_new(copy));
  Copy unfinished(copy);
  core::Sha256Hasher hasher;
  std::uint64_t bytes = 0;
  SLUSS_TRY(impl::read_blocks(opened.number(), file.name, stop, [&](std::string_view block) -> core::Result<> {
    bytes += block.size();
    if (bytes > before.bytes) return impl::changing(file.name);
    hasher.update(block);
    return output->write(block);
  }));
  SLUSS_TRY(output->close());
  if (options_.steps.copied) options_.steps.copied();
  const auto now = impl::stamp_at(folder.number(), file.name);
  if (bytes != before.bytes || stamp_of_open(opened.number()) != before || now != before)
    return impl::changing(file.name);
  return CopiedFile(file, unfinished.release(), hasher.finish());
}

}  // namespace sluss::connectors::registers
