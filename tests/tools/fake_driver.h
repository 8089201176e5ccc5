#pragma once
// An ODBC driver whose connection string and queries decide its behaviour, and that remembers which threads called it.
// A library of its own, loaded by unixODBC as any other:
//   Driver=<path>;Name=<what SQL_DRIVER_NAME shall be>;Database=<what SQL_DBMS_NAME shall be>
//   wait               blocks until it is cancelled, or until its SQL_ATTR_QUERY_TIMEOUT
//   words HEX          fails, and these octets are its message
//   name HEX           one row of one text; the column has this name
//   value HEX          one row of one text, these octets
//   anything else      one row of one text, "41"

#include <cstdint>
#include <filesystem>
#include <string>

namespace sluss::tests {

struct FakeDriverCalls {
  bool waiting = false;          ///< a statement waits now
  std::int64_t calls = 0;        ///< of everything
  std::int64_t mixed = 0;        ///< of a second thread to a handle or to what belongs to it, SQLCancel apart
  std::int64_t cancels = 0;      ///< SQLCancel from a second thread
  std::int64_t connections = 0;  ///< opened
};

class FakeDriver {
 public:
  /// Loads the library; throws when it is not there.
  explicit FakeDriver(const std::filesystem::path& library);
  [[nodiscard]] std::string connection(const std::string& name) const;
  [[nodiscard]] FakeDriverCalls calls() const;
  void forget() const { forget_(); }
  /// Octets as a query contains them.
  [[nodiscard]] static std::string hex(const std::string& octets);

 private:
  std::filesystem::path library_;
  void (*read_calls_)(FakeDriverCalls*) = nullptr;
  void (*forget_)() = nullptr;
};

}  // namespace sluss::tests
