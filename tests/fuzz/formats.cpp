// Any bytes have a format with a name; and as a .gz file they unpack to no more than the limits, or give an error.
#include "connectors/register/format.h"
#include "connectors/register/gz.h"
#include "register_check.h"

using sluss::fuzz::check;
using namespace sluss::connectors::registers;

namespace {

/// Counts what it is given.
class Counting final : public sluss::core::OutputFile {
 public:
  sluss::core::Result<> write(std::string_view data) override {
    size_ += data.size();
    return {};
  }
  sluss::core::Result<> copy_from(const std::filesystem::path& /*file*/) override { return {}; }
  sluss::core::Result<> sync() override { return {}; }
  sluss::core::Result<> truncate(std::uint64_t /*size*/) override { return {}; }
  sluss::core::Result<> close() override { return {}; }
  [[nodiscard]] std::uint64_t size() const override { return size_; }

 private:
  std::uint64_t size_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const sluss::fuzz::FileInMemory file(data, size);
  const auto format = recognise_format(file.path());
  check(format.has_value() && !name_of(*format).empty() && (*format == Format::empty) == (size == 0));
  Counting into;
  const auto unpacked = unpack_gz(file.path(), into, sluss::fuzz::small_limits);
  check(into.size() <= static_cast<std::uint64_t>(sluss::fuzz::small_limits.unpacked_bytes));
  if (!unpacked) {
    sluss::fuzz::check_error(unpacked.error());
    return 0;
  }
  check(*format == Format::gz);
  return 0;
}
