#include "connectors/register/source/incoming_file.h"

#include <fmt/format.h>

#include <system_error>
#include <tuple>
#include <utility>

#include "connectors/register/inbox/file_errors.h"

namespace sluss::connectors::registers {

IncomingFile::IncomingFile(core::Files& files, std::filesystem::path scratch, std::uint64_t most_bytes,
                           std::string name)
    : files_(files), scratch_(std::move(scratch)), most_bytes_(most_bytes), name_(std::move(name)) {}

IncomingFile::~IncomingFile() {
  restart();
}

void IncomingFile::restart() {
  output_ = nullptr;
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
  path_.clear();
  std::ignore = hasher_.finish();
  bytes_ = 0;
}

core::Result<> IncomingFile::open() {
  for (int number = 1;; ++number) {
    auto path = scratch_ / fmt::format("incoming-{}", number);
    if (files_.exists(path)) continue;
    output_ = SLUSS_TRY(files_.create_new(path));
    path_ = std::move(path);
    return {};
  }
}

core::Result<> IncomingFile::write(std::string_view bytes) {
  if (!output_) SLUSS_TRY(open());
  bytes_ += bytes.size();
  if (bytes_ > most_bytes_) {
    return file_is_too_large(fmt::format("more than {}", most_bytes_), most_bytes_, {.file = shown_name(name_)});
  }
  hasher_.update(bytes);
  return output_->write(bytes);
}

core::Result<CopiedFile> IncomingFile::finish(InboxFile file) {
  if (!output_) SLUSS_TRY(open());  // of no bytes
  SLUSS_TRY(output_->close());
  output_ = nullptr;
  file.stamp.bytes = bytes_;
  return CopiedFile(std::move(file), std::exchange(path_, {}), hasher_.finish());
}

}  // namespace sluss::connectors::registers
