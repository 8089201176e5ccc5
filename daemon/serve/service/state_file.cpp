#include "daemon/serve/service/state_file.h"

#include "core/replace_file.h"

namespace sluss::daemon::serve {

core::Result<std::string> StateFile::read() {
  if (!files_.exists(path_)) return std::string();
  last_ = SLUSS_TRY(files_.read(path_));
  return last_;
}

core::Result<> StateFile::write(std::string_view text) {
  if (text == last_) return {};
  SLUSS_TRY(core::replace_file(files_, path_, text));
  last_ = text;
  return {};
}

}  // namespace sluss::daemon::serve
