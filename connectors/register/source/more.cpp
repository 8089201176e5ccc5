#include "connectors/register/source/more.h"

#include <map>
#include <mutex>
#include <string>

namespace sluss::connectors::registers {
namespace {

struct Asked {
  std::mutex mutex;
  std::map<std::string, std::uint64_t> folders;
};

Asked& asked() {
  static Asked all;
  return all;
}

}  // namespace

void ask_for_more(const std::filesystem::path& folder) {
  const std::scoped_lock lock(asked().mutex);
  ++asked().folders[folder.lexically_normal().string()];
}

std::uint64_t asked_for_more(const std::filesystem::path& folder) {
  const std::scoped_lock lock(asked().mutex);
  const auto found = asked().folders.find(folder.lexically_normal().string());
  return found == asked().folders.end() ? 0 : found->second;
}

}  // namespace sluss::connectors::registers
