#pragma once
// Whether a file has the numbers of persons, which must not enter: in its columns by their values
// (core/identity_scan.h), in its name, in those of its sheets and members, or in what it has beside its cells
// (Document::other_texts, comments of a zip). Every sheet is read, hidden ones too; one that cannot be read to its end
// is an error. Memory: as core::IdentityScan. One thread.

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/mapping/mapping.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// Where they are; never a value.
struct IdentityHit {
  std::string file;          ///< or the member's name, masked
  std::string sheet;         ///< masked
  std::string column;        ///< letters; empty: a name has one, or what is at `place`
  std::string place = {};    ///< Swedish, where it is beside the cells: "kommentarer"; empty elsewhere
  std::string heading = {};  ///< of the column, masked; empty: not known
  bool needed = false;       ///< the mapping requires the column: without it the file is refused too
  std::int64_t values = 0;
  std::vector<std::int64_t> rows;  ///< the first of them
};

class IdentityCheck {
 public:
  /// `mapping`: by which a column's heading is found, and outlives this; null: headings are not known.
  /// `looked`: called each 65,536 rows, with how many were looked through.
  explicit IdentityCheck(std::stop_token stop, const Mapping* mapping = nullptr,
                         std::function<void(std::int64_t rows)> looked = {})
      : stop_(std::move(stop)), mapping_(mapping), looked_(std::move(looked)) {}

  /// All sheets of it, and its names. Errors: those of its reading, cancelled "register.cancelled".
  [[nodiscard]] core::Result<> look_at(const Part& part);
  /// The file's name, or another text that would be stored.
  void look_at_name(const std::string& text);
  /// A text of the file `file` that is neither a name nor in a cell, at that place.
  void look_at_text(const std::string& file, std::string_view place, std::string_view text);

  [[nodiscard]] const std::vector<IdentityHit>& hits() const { return hits_; }
  /// Data class "register.identity" when there is a hit.
  [[nodiscard]] core::Result<> result(const std::string& file) const;

 private:
  [[nodiscard]] core::Result<> look_beside(const Part& part);
  [[nodiscard]] core::Result<> look_at_sheet(const Part& part, std::size_t sheet);

  std::stop_token stop_;
  const Mapping* mapping_;
  std::function<void(std::int64_t rows)> looked_;
  std::int64_t rows_ = 0;  ///< of all sheets
  std::vector<IdentityHit> hits_;
};

/// "looked for numbers of persons in 65 536 rows of bilar.csv": what a progress says meanwhile. English.
[[nodiscard]] std::string looking_text(std::string_view file, std::int64_t rows);

}  // namespace sluss::connectors::registers
