#pragma once
// One query over ODBC, read in blocks into batches, every type without loss. What the driver reports is not trusted:
// sizes may be 0 or 2^31-1, truncation may come without a diagnostic, NULL indicators may be 32 bits wide. Blocks its
// caller; one thread.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/batch.h"
#include "core/error.h"
#include "core/secret.h"

namespace sluss::connectors::odbc {

struct Options {
  std::string connection;  ///< "DSN=…;…" or "Driver=…;…" without secrets
  core::Secret password;   ///< appended as PWD= when it is not empty
  std::string query;
  std::chrono::seconds login_timeout{20};
  std::chrono::seconds query_timeout{600};  ///< until it gives rows, and for each block of them; 0: without limit
  std::size_t rows_a_block = 2048;          ///< halved until a block's buffers fit in block_bytes
  std::size_t block_bytes = 16U << 20;
  std::size_t bound_bytes = 8192;  ///< columns wider than this (or of unknown width) are read piecewise
  std::size_t value_bytes_most = 256U << 20;
  bool writable = false;            ///< for deliveries; else the session is read only where the database can
  std::chrono::seconds stall{600};  ///< the network may be silent for so long, where the driver can measure it
};

/// Errors: odbc.connect (config when the data source or driver is unknown, transient when the server does not answer),
/// odbc.denied (config), odbc.query (source class: SQLSTATE and the driver's words, secrets masked; config class:
/// columns of one name, more results than one), odbc.truncated, odbc.type, odbc.value (a value that its type cannot
/// hold), odbc.cancelled. Past query_timeout, whatever the driver does about it: odbc.query, transient class.
class Query {
 public:
  [[nodiscard]] static core::Result<std::unique_ptr<Query>> open(const Options& options, std::stop_token stop);
  virtual ~Query() = default;
  [[nodiscard]] virtual const core::Schema& schema() const = 0;
  /// All rows, batch by batch; the batch is reused. Returns the number of rows.
  [[nodiscard]] virtual core::Result<std::int64_t> read(
      const std::function<core::Result<>(const core::Batch&)>& consumer) = 0;
};

/// The drivers that unixODBC knows on this machine; for doctor.
[[nodiscard]] core::Result<std::vector<std::string>> drivers();

}  // namespace sluss::connectors::odbc
