#include "core/replace_file.h"

namespace sluss::core {

Result<> replace_file(Files& files, const std::filesystem::path& file, std::string_view text) {
  auto part = file;
  part += ".part";
  {
    SLUSS_ASSIGN(const auto output, files.create(part));
    SLUSS_TRY(output->write(text));
    SLUSS_TRY(output->sync());
    SLUSS_TRY(output->close());
  }
  SLUSS_TRY(files.rename(part, file));
  return files.sync_folder(file.parent_path());
}

}  // namespace sluss::core
