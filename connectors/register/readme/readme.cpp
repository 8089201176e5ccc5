#include "connectors/register/readme/readme.h"

#include <cstdlib>
#include <system_error>
#include <utility>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/readme/workbook.h"
#include "core/identities.h"
#include "core/replace_file.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

/// A new folder that is removed with all in it.
class ScratchFolder {
 public:
  static core::Result<ScratchFolder> make(const std::string& base) {
    std::error_code unknown;
    auto pattern = ((base.empty() ? fs::temp_directory_path(unknown) : fs::path(base)) / "readme-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) return ScratchFolder(pattern);
    return core::fail(core::ErrorClass::storage, "readme.write", "no temporary folder can be made for the workbook",
                      "See that the folder of temporary files is there and may be written in", {.file = base});
  }
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  explicit ScratchFolder(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

core::Result<> replace_with(core::Files& files, const fs::path& target, const fs::path& made, core::FileMode mode) {
  auto replacement = SLUSS_TRY(core::Replacement::begin(files, target, mode));
  SLUSS_TRY(replacement.output().copy_from(made));
  return replacement.commit();
}

}  // namespace

namespace {

constexpr std::size_t most_bytes = 220;

/// As people may see it, and as the systems take it.
std::string masked_name(std::string_view name) {
  auto masked = core::without_identities(name);
  for (auto at = masked.find("***"); at != std::string::npos; at = masked.find("***"))
    masked.replace(at, 3, "xxx");  // Windows knows no such name
  return masked;
}

std::string numbered_name(std::string_view name, int number) {
  const auto ending = (number < 2 ? "" : " (" + std::to_string(number) + ")") + std::string(readme_ending);
  return std::string(core::cut(masked_name(name), most_bytes - ending.size())) + ending;
}

/// The first name that no file has.
fs::path free_target(core::Files& files, const fs::path& folder, std::string_view name) {
  constexpr int most_names = 10'000;
  int number = 1;
  while (number < most_names && files.exists(folder / numbered_name(name, number))) ++number;
  return folder / numbered_name(name, number);
}

}  // namespace

std::string readme_name(std::string_view name) {
  return numbered_name(name, 1);
}

bool is_readme_name_shared(std::string_view name) {
  return readme_name(name) != std::string(name) + std::string(readme_ending);
}

core::Result<std::optional<fs::path>> write_readme(core::Files& files, const fs::path& folder, std::string_view name,
                                                   const Readme& readme, const ReadmeOptions& options) {
  const auto scratch = SLUSS_TRY(ScratchFolder::make(options.temporary_folder));
  const auto made = scratch.path() / "readme.xlsx";
  SLUSS_TRY(impl::write_workbook(made, readme, options));
  const bool keeps_others = options.newly_there && is_readme_name_shared(name);
  auto target = keeps_others ? free_target(files, folder, name) : folder / readme_name(name);
  if (const auto replaced = replace_with(files, target, made, options.mode); !replaced) {
    if (replaced.error().code == "disk.permission") return std::nullopt;
    return std::unexpected(replaced.error());
  }
  return target;
}

}  // namespace sluss::connectors::registers
