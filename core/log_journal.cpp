#include "core/log_journal.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION  // the place of the call would always be this file
#include <systemd/sd-journal.h>

#include <cstdlib>
#include <string>

namespace sluss::core::log::impl {

bool standard_error_is_journal() {
  const char* const stream = std::getenv("JOURNAL_STREAM");
  struct stat status{};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0) return false;
  return fmt::format("{}:{}", status.st_dev, status.st_ino) == stream;
}

bool journal_listens() {
  return ::access("/run/systemd/journal/socket", W_OK) == 0;
}

bool send_to_journal(int priority, std::string_view message, const std::vector<JournalField>& fields) {
  std::vector<std::string> lines;
  lines.reserve(fields.size() + 2);
  lines.push_back(fmt::format("MESSAGE={}", message));
  lines.push_back(fmt::format("PRIORITY={}", priority));
  for (const auto& field : fields) {
    std::string line = "SLUSS_";
    for (const char c : field.key) line.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    line.append("=").append(field.value);
    lines.push_back(std::move(line));
  }
  std::vector<iovec> parts;
  parts.reserve(lines.size());
  for (auto& line : lines) parts.push_back({.iov_base = line.data(), .iov_len = line.size()});
  return ::sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) == 0;
}

}  // namespace sluss::core::log::impl
