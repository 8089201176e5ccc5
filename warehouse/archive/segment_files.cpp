#include "warehouse/archive/segment_files.h"

#include <algorithm>

#include "warehouse/archive/segment_writer.h"

namespace sluss::warehouse::archive {

namespace fs = std::filesystem;

namespace {

core::Result<std::vector<fs::path>> folders_in(core::Files& files, const fs::path& folder) {
  std::vector<fs::path> folders;
  if (!files.exists(folder)) return folders;
  const auto entries = SLUSS_TRY(files.list(folder));
  for (const auto& entry : entries) {
    if (fs::is_directory(folder / entry.filename())) folders.push_back(folder / entry.filename());
  }
  return folders;
}

}  // namespace

core::Result<> check_name(std::string_view what, std::string_view name) {
  const bool right = !name.empty() && name.size() <= 120 && name.front() != '.' &&
                     name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.-") == std::string_view::npos;
  if (right) return {};
  return core::fail(core::ErrorClass::config, "archive.bad_name",
                    "a segment's " + std::string(what) + " cannot be a file name: \"" + std::string(name) + "\"",
                    "Use lower-case letters a-z, digits, '_', '-' and '.', not first, in names of sources and jobs.");
}

core::Result<> check_file(const fs::path& file) {
  const auto parts = std::distance(file.begin(), file.end());
  bool right = parts == 3 && file.extension() == ".seg";
  for (const auto& part : file) right = right && check_name("path", part.string()).has_value();
  if (right) return {};
  return core::fail(core::ErrorClass::config, "archive.bad_name", "not a segment of the archive: " + file.string(),
                    "Give it as source/yyyy-mm/name.seg.");
}

core::Result<std::set<fs::path>> segment_files(core::Files& files, const fs::path& folder,
                                               const std::optional<std::string>& only) {
  std::set<fs::path> found;
  const auto sources = SLUSS_TRY(folders_in(files, folder));
  for (const auto& source : sources) {
    if (only && source.filename() != *only) continue;
    const auto months = SLUSS_TRY(folders_in(files, source));
    for (const auto& month : months) {
      const auto entries = SLUSS_TRY(files.list(month));
      for (const auto& entry : entries) {
        const auto extension = entry.extension();
        if (extension != ".seg" && extension != ".idx") continue;
        auto file = source.filename() / month.filename() / entry.filename();
        file.replace_extension(".seg");
        if (check_file(file) && !files.exists(SegmentPaths::of(folder, file).gone)) found.insert(std::move(file));
      }
    }
  }
  return found;
}

core::Result<std::vector<fs::path>> unfinished_files(core::Files& files, const fs::path& folder,
                                                     const std::string& source) {
  const auto all = SLUSS_TRY(segment_files(files, folder, source));
  std::vector<fs::path> unfinished;
  std::ranges::copy_if(all, std::back_inserter(unfinished),
                       [&](const fs::path& file) { return !files.exists(SegmentPaths::of(folder, file).index); });
  return unfinished;
}

bool has_segment(core::Files& files, const fs::path& folder, const fs::path& file) {
  if (!check_file(file)) return false;
  const auto paths = SegmentPaths::of(folder, file);
  return files.exists(paths.segment) && files.exists(paths.index);
}

}  // namespace sluss::warehouse::archive
