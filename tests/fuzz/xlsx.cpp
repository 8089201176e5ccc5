// Any file either is a workbook whose every sheet is read to its end or to an error, or is refused.

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <string>

#include "connectors/register/xlsx/xlsx.h"
#include "rows.h"

using namespace sluss;

namespace {

constexpr connectors::registers::Limits limits{.columns = 100,
                                               .rows = 10'000,
                                               .cell_bytes = 1'000,
                                               .unpacked_bytes = 10'000'000,
                                               .entries = 50,
                                               .shared_strings_bytes = 500};

/// The file in memory, by a path.
std::string path_of(const std::uint8_t* data, std::size_t size) {
  static const int file = ::memfd_create("xlsx", MFD_CLOEXEC);
  fuzz::check(::ftruncate(file, 0) == 0 && ::pwrite(file, data, size, 0) == static_cast<ssize_t>(size));
  return "/proc/self/fd/" + std::to_string(file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto document = connectors::registers::open_xlsx(path_of(data, size), limits);
  if (!document) {
    fuzz::check_error(document.error());
    return 0;
  }
  fuzz::check(core::is_well_formed((*document)->recognised()));
  for (std::size_t sheet = 0; sheet < (*document)->sheets().size(); ++sheet) {
    const auto reader = (*document)->open(sheet);
    if (!reader) fuzz::check_error(reader.error());
    if (reader) fuzz::check_rows(**reader, limits);
    const auto merged = (*document)->merged(sheet);
    if (!merged) fuzz::check_error(merged.error());
  }
  return 0;
}
