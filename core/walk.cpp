#include "core/walk.h"

#include <vector>

namespace sluss::core {

namespace fs = std::filesystem;

void walk(const fs::path& folder, const std::function<bool(const fs::path&)>& visit,
          const std::function<void(const fs::path&, std::error_code)>& unread) {
  std::vector<fs::path> folders{folder};
  while (!folders.empty()) {
    const auto one = std::move(folders.back());
    folders.pop_back();
    std::error_code error;
    for (fs::directory_iterator entry(one, error), end; !error && entry != end; entry.increment(error)) {
      std::error_code gone;
      const bool goes_in = visit(entry->path());
      if (goes_in && fs::symlink_status(entry->path(), gone).type() == fs::file_type::directory)
        folders.push_back(entry->path());
    }
    if (error && error != std::errc::no_such_file_or_directory) unread(one, error);
  }
}

bool is_within(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto way = path.lexically_normal().lexically_relative(folder.lexically_normal());
  return !way.empty() && *way.begin() != "..";
}

}  // namespace sluss::core
