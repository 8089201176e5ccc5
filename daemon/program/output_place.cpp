#include "daemon/program/output_place.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "core/system_text.h"

namespace sluss::daemon::program {
namespace {

namespace fs = std::filesystem;

/// Names of the program's own standard output. Opened again, a file behind it would be written from its start.
constexpr std::array<std::string_view, 3> own_names{"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"};
constexpr auto look_again = std::chrono::milliseconds(50);

std::unexpected<core::Error> refused(const fs::path& file, const std::string& what) {
  return core::fail(core::ErrorClass::config, "usage.output", file.string() + " " + what,
                    "Name a file or a pipe; `-` is standard output.", {.file = file.string()});
}

std::unexpected<core::Error> not_written(const fs::path& file, int number) {
  return core::fail(core::ErrorClass::storage, "output.write",
                    file.string() + " cannot be written: " + core::system_text(number),
                    "Check what it leads to, and that this user may write to it.", {.file = file.string()});
}

/// The path of the open `descriptor`, every link followed.
fs::path place_of(const core::Descriptor& descriptor) {
  std::error_code problem;
  return fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor.number()), problem);
}

bool is_pipe(const fs::path& file) {
  struct stat status{};
  return ::stat(file.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
}

core::Result<OutputPlace> place_of_what_is_there(const fs::path& file, const core::Descriptor& there) {
  using Kind = OutputPlace::Kind;
  struct stat status{};
  if (::fstat(there.number(), &status) != 0) return not_written(file, errno);
  if (S_ISREG(status.st_mode)) {
    // Replaced is what a link leads to, not the link.
    struct stat named{};
    const bool link = ::lstat(file.c_str(), &named) == 0 && S_ISLNK(named.st_mode);
    return OutputPlace{Kind::file, link ? place_of(there) : file};
  }
  if (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode)) return OutputPlace{Kind::stream, file};
  if (S_ISDIR(status.st_mode)) return refused(file, "is a folder");
  return refused(file, S_ISBLK(status.st_mode) ? "is a disk" : "is a socket");
}

}  // namespace

core::Result<OutputPlace> output_place(const std::string& path) {
  if (path.empty() || path == "-" || std::ranges::find(own_names, path) != own_names.end()) return OutputPlace{};
  const fs::path file(path);
  const core::Descriptor there(::open(file.c_str(), O_PATH | O_CLOEXEC));
  if (there.number() >= 0) return place_of_what_is_there(file, there);
  const int number = errno;
  struct stat status{};
  const bool link = ::lstat(file.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
  if (number == ENOENT && link) return refused(file, "is a link that leads nowhere");
  if (number == ENOENT && !file.filename().empty()) return OutputPlace{OutputPlace::Kind::file, file};
  return core::fail(core::ErrorClass::storage, number == EACCES ? "disk.permission" : "disk.missing",
                    file.string() + " cannot be reached: " + core::system_text(number),
                    number == EACCES && link ? "Name the file that the link leads to." : "Correct the path.",
                    {.file = file.string()});
}

core::Result<> check_apart(const OutputPlace& place, const settings::Settings& settings) {
  if (place.kind != OutputPlace::Kind::file) return {};
  std::error_code problem;
  const auto file = fs::weakly_canonical(place.file, problem);
  for (const auto& ours : {settings.state, settings.warehouse_folder, settings.file}) {
    const auto kept = fs::weakly_canonical(ours, problem);
    const auto [end_of_kept, end_of_file] = std::ranges::mismatch(kept, file);
    if (kept.empty() || end_of_kept != kept.end()) continue;
    return core::fail(
        core::ErrorClass::config, "usage.output",
        file.string() + (ours == settings.file ? " is the configuration" : " is in the state or the warehouse"),
        "Name a file elsewhere; nothing was written.", {.file = file.string()});
  }
  return {};
}

core::Result<OutputStream> OutputStream::open(const Output& output, const OutputPlace& place,
                                              const std::stop_token& stop) {
  if (place.kind == OutputPlace::Kind::standard_output) return OutputStream(output, core::Descriptor(-1), {});
  for (;;) {
    // Without waiting: a pipe without a reader is ENXIO, and signals are noticed meanwhile.
    core::Descriptor opened(::open(place.file.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (opened.number() >= 0) {
      if (::fcntl(opened.number(), F_SETFL, 0) != 0) return not_written(place.file, errno);
      return OutputStream(output, std::move(opened), place.file);
    }
    const int number = errno;
    // So is a device that does not exist (/dev/tty without a terminal), for which waiting is no use.
    if (number != EINTR && !(number == ENXIO && is_pipe(place.file))) return not_written(place.file, number);
    if (stop.stop_requested()) {
      return core::fail(core::ErrorClass::cancelled, "output.cancelled", "no program read " + place.file.string(),
                        "Begin the program that reads it, and then this one.", {.file = place.file.string()});
    }
    std::this_thread::sleep_for(look_again);
  }
}

core::Result<> OutputStream::write(std::string_view text) const {
  if (descriptor_.number() < 0) return output_->write(text);
  while (!text.empty()) {
    const auto written = ::write(descriptor_.number(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return not_written(file_, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace sluss::daemon::program
