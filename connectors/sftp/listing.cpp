#include <algorithm>

#include "connectors/sftp/session.h"
#include "core/ids.h"
#include "core/text.h"

namespace sluss::connectors::sftp {
namespace {

/// "d" of "drwxr-xr-x 2 u g 4096 Nov 28 10:00 name"; 0: no such line.
char type_of(std::string_view line) {
  constexpr std::size_t permissions = 10;
  if (line.size() <= permissions || std::string_view("-dlpscbD").find(line.front()) == std::string_view::npos) return 0;
  const auto rights = line.substr(1, permissions - 1);
  return rights.find_first_not_of("-rwxsStT") == std::string_view::npos ? line.front() : '\0';
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    if (end > begin) lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace

std::vector<std::string> regular_names(std::string_view names, std::string_view long_lines) {
  std::vector<std::string_view> files;
  std::vector<std::string_view> others;
  for (const auto line : lines_of(long_lines)) {
    const char type = type_of(line);
    if (type == '-') files.push_back(line);
    if (type == 'l') others.push_back(line.substr(0, line.find(" -> ")));
    if (type != '-' && type != 'l' && type != 0) others.push_back(line);
  }
  std::vector<std::string> result;
  for (const auto name : lines_of(names)) {
    const auto ending = " " + std::string(name);
    const auto is_of = [&](std::string_view line) { return line.ends_with(ending); };
    // "under 1.csv" may be a folder's line, and end with the name of the file 1.csv.
    const bool is_other = std::ranges::any_of(others, is_of) && std::ranges::none_of(files, is_of);
    if (!is_other && name.find('/') == std::string_view::npos) result.emplace_back(name);
  }
  return result;
}

std::string fingerprint_of(std::string_view key) {
  const auto digest = core::Sha256::of(key);
  auto text = core::base64({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
  text.erase(text.find_last_not_of('=') + 1);  // as OpenSSH shows it
  return "SHA256:" + text;
}

}  // namespace sluss::connectors::sftp
