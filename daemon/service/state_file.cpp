#include "daemon/service/state_file.h"

namespace sluss::daemon::service {

core::Result<std::string> StateFile::read() {
  if (!files_.exists(path_)) return std::string();
  SLUSS_ASSIGN(last_, files_.read(path_));
  return last_;
}

core::Result<> StateFile::write(std::string_view text) {
  if (text == last_) return {};
  const auto beside = std::filesystem::path(path_.string() + ".new");
  SLUSS_ASSIGN(const auto file, files_.create(beside));
  SLUSS_TRY(file->write(text));
  SLUSS_TRY(file->sync());
  SLUSS_TRY(file->close());
  SLUSS_TRY(files_.rename(beside, path_));
  SLUSS_TRY(files_.sync_folder(path_.parent_path()));
  last_ = text;
  return {};
}

}  // namespace sluss::daemon::service
