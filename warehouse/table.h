#pragma once
// A table of the warehouse as data: one function (Writer::put) puts a load's rows there, whichever table it is.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/batch.h"
#include "core/error.h"

namespace sluss::warehouse {

enum class Keep : std::uint8_t {
  versioned,  ///< each key has versions, one of them open: a change closes it and opens another
  replaced,   ///< what was put last, whole; the engine creates the table again from its columns
};

struct Table {
  std::string schema;  ///< "core", "extract"
  std::string name;
  core::Schema columns;            ///< key and content, without source and the recorded columns
  Keep keep = Keep::versioned;     ///< a versioned table is made by a migration
  std::vector<std::string> key{};  ///< of a versioned one: the columns that name a thing
  bool shared = false;             ///< reference data of several origins: a row belongs to the one that loaded it first
  std::string derived{};           ///< a further column, and the SQL that makes it of a row `s`
  std::string derived_expression{};

  /// "core.area": also what its rows are counted under.
  [[nodiscard]] std::string full_name() const { return schema + "." + name; }
};

/// Whose rows they are.
struct Scope {
  std::string_view origin;                   ///< not used for a replaced table
  bool complete = false;                     ///< all that the origin has: what is gone closes
  std::span<const std::string> beside = {};  ///< other sources of the origin: what they loaded is not gone
};

using BatchConsumer = std::function<core::Result<>(const core::Batch&)>;
/// Calls the given function once a batch.
using Fill = std::function<core::Result<>(const BatchConsumer&)>;

/// Of one batch.
[[nodiscard]] inline Fill fill_of(core::Batch rows) {
  return [rows = std::move(rows)](const BatchConsumer& consumer) { return consumer(rows); };
}

}  // namespace sluss::warehouse
