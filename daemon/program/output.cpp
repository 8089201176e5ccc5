#include "daemon/program/output.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/log.h"

namespace sluss::daemon::program {
namespace {

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

core::Result<> Output::write(std::string_view text) const {
  if (write_all(STDOUT_FILENO, text)) return {};
  reader_gone_ = errno == EPIPE;
  return core::fail(core::ErrorClass::storage, "output.write",
                    std::string("standard output cannot be written: ") + std::strerror(errno),
                    "Check the disk or the program that reads it.");
}

void keep_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // Closed ones are taken in their order; /dev/null for reading alone refuses what is written.
    if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF && ::open("/dev/null", O_RDONLY) != stream) return;
  }
}

void Output::say(std::string_view line) const {
  if (!quiet) write_all(STDERR_FILENO, core::log::masked(line) + "\n");
}

void Output::errors(const std::vector<core::Error>& errors) const {
  std::string text;
  if (json) {
    text = errors_json(errors) + "\n";
  } else {
    for (const auto& error : errors) text += error_text(error);
  }
  write_all(STDERR_FILENO, core::log::masked(text));
}

bool Output::terminal_out() const {
  return ::isatty(STDOUT_FILENO) == 1;
}
bool Output::terminal_error() const {
  return ::isatty(STDERR_FILENO) == 1;
}

int Output::width() const {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

std::string error_text(const core::Error& error) {
  std::string text = "sluss: " + error.code + ": " + error.what + "\n";
  const auto& place = error.place;
  if (!place.file.empty()) {
    text += "  at: " + place.file;
    if (place.line > 0) text += ":" + std::to_string(place.line);
    if (place.line > 0 && place.column > 0) text += ":" + std::to_string(place.column);
    if (!place.field.empty()) text += " (" + place.field + ")";
    text += "\n";
  } else if (!place.field.empty()) {
    text += "  at: " + place.field + "\n";
  }
  if (!error.remedy.empty()) text += "  remedy: " + error.remedy + "\n";
  return text;
}

std::string errors_json(const std::vector<core::Error>& errors) {
  auto list = nlohmann::json::array();
  for (const auto& error : errors) {
    list.push_back({{"code", error.code},
                    {"class", core::name_of(error.error_class)},
                    {"what", error.what},
                    {"remedy", error.remedy},
                    {"place",
                     {{"file", error.place.file},
                      {"line", error.place.line},
                      {"column", error.place.column},
                      {"field", error.place.field}}}});
  }
  return core::json_text(nlohmann::json{{"errors", list}});
}

}  // namespace sluss::daemon::program
