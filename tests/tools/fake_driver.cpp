#include "tests/tools/fake_driver.h"

#include <dlfcn.h>

#include <stdexcept>

namespace sluss::tests {

FakeDriver::FakeDriver(const std::filesystem::path& library) : library_(library) {
  void* const loaded = ::dlopen(library.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (loaded == nullptr) throw std::runtime_error(::dlerror());
  read_calls_ = reinterpret_cast<decltype(read_calls_)>(::dlsym(loaded, "fake_driver_calls"));
  forget_ = reinterpret_cast<decltype(forget_)>(::dlsym(loaded, "fake_driver_forget"));
  if (read_calls_ == nullptr || forget_ == nullptr) throw std::runtime_error(library.string() + " is another library");
}

FakeDriverCalls FakeDriver::calls() const {
  FakeDriverCalls calls;
  read_calls_(&calls);
  return calls;
}

std::string FakeDriver::connection(const std::string& name) const {
  return "Driver=" + library_.string() + ";Name=" + name;
}

std::string FakeDriver::hex(const std::string& octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : octets) {
    out += digits[static_cast<unsigned char>(c) >> 4U];
    out += digits[static_cast<unsigned char>(c) & 0xFU];
  }
  return out;
}

}  // namespace sluss::tests
