#pragma once
// Inside the reader of records: the records of one array as rows, or only their columns. Memory: the rows of a block,
// and of each column a number.

#include <filesystem>
#include <string>
#include <vector>

#include "connectors/register/json/columns.h"
#include "connectors/register/json/parser.h"
#include "connectors/register/limits.h"
#include "connectors/register/row_queue.h"

namespace sluss::connectors::registers::json {

class Records final : public Events {
 public:
  /// `records`: names of members, one inside the other; none: the file is the array. Without a queue only the columns
  /// are wanted.
  Records(std::vector<std::string> records, Columns& columns, RowQueue* rows, std::filesystem::path path,
          const Limits& limits);

  core::Result<> begin_object() override;
  core::Result<> end_object() override;
  core::Result<> begin_array() override;
  core::Result<> end_array() override;
  core::Result<> key(std::string_view name) override;
  core::Result<> scalar(CellKind kind, std::string_view text) override;

  /// The array was there.
  [[nodiscard]] bool found() const { return found_; }
  [[nodiscard]] std::int64_t count() const { return count_; }

 private:
  /// A value begins outside the records: whether it is the array's place.
  [[nodiscard]] bool at_records() const;
  core::Result<> begin_records();
  core::Result<> begin_record();
  [[nodiscard]] bool in_records() const { return inside_ > 0; }
  [[nodiscard]] std::string name_of_value() const { return prefix_ + key_; }
  [[nodiscard]] std::int64_t row() const { return count_ + 1; }  ///< the first has the names
  [[nodiscard]] std::unexpected<core::Error> not_record() const;
  [[nodiscard]] core::Place place(std::int64_t column) const;

  std::vector<std::string> records_;
  Columns* columns_;
  RowQueue* rows_;
  std::filesystem::path path_;
  Limits limits_;
  int depth_ = 0;            ///< open objects and arrays outside the records
  std::size_t matched_ = 0;  ///< open objects on the way to them
  bool on_way_ = false;      ///< the key is the next on the way
  int inside_ = 0;           ///< open ones from the array on: 1 between records
  bool found_ = false;
  std::int64_t count_ = 0;
  std::string key_;
  std::string prefix_;                  ///< "adress."
  std::vector<std::size_t> prefixes_;   ///< its sizes before each object inside the record
  std::vector<std::int64_t> last_row_;  ///< by column: the last record that has it
};

}  // namespace sluss::connectors::registers::json
