#include "connectors/register/json/feeding.h"

#include <utility>

namespace sluss::connectors::registers::json {
namespace {

constexpr std::size_t block_bytes = 64 << 10;

}  // namespace

core::Result<std::unique_ptr<Feeding>> Feeding::open(const std::filesystem::path& path, Events& events,
                                                     const Limits& limits) {
  return std::make_unique<Feeding>(SLUSS_TRY(FileBytes::open(path)), events, limits);
}

Feeding::Feeding(FileBytes file, Events& events, const Limits& limits)
    : file_(std::move(file)), parser_(events, file_.path(), limits), block_(block_bytes, '\0') {}

core::Result<bool> Feeding::step() {
  const auto size = SLUSS_TRY(file_.read(block_));
  SLUSS_TRY(parser_.feed(std::string_view(block_).substr(0, size)));
  return size > 0;
}

core::Result<> Feeding::all() {
  while (SLUSS_TRY(step())) {
  }
  return {};
}

}  // namespace sluss::connectors::registers::json
