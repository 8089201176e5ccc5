#include "connectors/odbc/check_machine.h"

#include <dlfcn.h>
#include <odbcinst.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "connectors/odbc/odbc.h"
#include "core/text.h"

namespace sluss::connectors::odbc {
namespace {

/// DRIVER={X} or DSN=X of a connection string; empty when it is not there.
std::string value_of(const std::string& connection, std::string_view key) {
  for (std::size_t begin = 0; begin < connection.size();) {
    const auto end = std::min(connection.find(';', begin), connection.size());
    const auto part = connection.substr(begin, end - begin);
    const auto equals = part.find('=');
    if (equals != std::string::npos && core::lower(part.substr(0, equals)) == key) {
      auto value = part.substr(equals + 1);
      if (value.starts_with('{') && value.ends_with('}')) value = value.substr(1, value.size() - 2);
      return value;
    }
    begin = end + 1;
  }
  return {};
}

std::string profile(const std::string& section, const char* key, const char* file) {
  std::array<char, 1024> value{};
  const int size = ::SQLGetPrivateProfileString(section.c_str(), key, "", value.data(), value.size(), file);
  return size > 0 ? std::string(value.data()) : std::string();
}

/// A bare name is also searched beside unixODBC's own library: Debian's drivers are in the folder odbc there.
void* load(const std::string& library) {
  void* loaded = ::dlopen(library.c_str(), RTLD_LAZY | RTLD_LOCAL);
  Dl_info manager{};
  if (loaded == nullptr && library.find('/') == std::string::npos &&
      ::dladdr(reinterpret_cast<void*>(&SQLGetPrivateProfileString), &manager) != 0 && manager.dli_fname != nullptr) {
    const auto beside = std::filesystem::path(manager.dli_fname).parent_path() / "odbc" / library;
    loaded = ::dlopen(beside.c_str(), RTLD_LAZY | RTLD_LOCAL);
  }
  return loaded;
}

MachineCheck ill(std::string what, std::string remedy) {
  return {.subject = "driver", .well = false, .what = std::move(what), .remedy = std::move(remedy)};
}

MachineCheck check_driver(const std::string& connection) {
  auto driver = value_of(connection, "driver");
  const auto dsn = connection.find('=') == std::string::npos ? connection : value_of(connection, "dsn");
  if (driver.empty() && !dsn.empty()) driver = profile(dsn, "Driver", "odbc.ini");
  if (driver.empty()) {
    return ill(dsn.empty() ? "the connection names no driver" : "odbc.ini has no data source " + dsn,
               "Write DRIVER={…} in the connection, or the data source in /etc/odbc.ini; `odbcinst -q -d` lists "
               "drivers.");
  }
  const auto library = driver.starts_with('/') ? driver : profile(driver, "Driver", "odbcinst.ini");
  if (library.empty()) {
    return ill("odbcinst.ini has no driver " + driver,
               "Install its package (odbc-postgresql, libsqliteodbc, msodbcsql18, …); `odbcinst -q -d` lists what is "
               "there.");
  }
  void* loaded = load(library);
  if (loaded == nullptr) {
    const char* why = ::dlerror();  // NOLINT(concurrency-mt-unsafe): glibc's is a thread's own
    return ill(library + " cannot be loaded: " + (why == nullptr ? "" : why),
               "Install the library that it lacks, or reinstall the driver.");
  }
  ::dlclose(loaded);
  return {.subject = "driver", .well = true, .what = driver + " (" + library + ") can be loaded", .remedy = ""};
}

}  // namespace

std::vector<MachineCheck> check_machine(const core::config::Table& source) {
  return {check_driver(source.text("connection"))};
}

}  // namespace sluss::connectors::odbc
