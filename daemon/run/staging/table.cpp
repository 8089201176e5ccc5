#include "daemon/run/staging/table.h"

#include <system_error>

#include "core/batch_codec.h"

namespace sluss::daemon::staging {

core::Result<StagedTable> StagedTable::open(const std::filesystem::path& folder, std::string_view token,
                                            std::string name, core::Schema columns) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);  // else create() reports why
  auto file = SLUSS_TRY(SpillFile::create(folder, std::string(token) + "-" + name));
  return StagedTable(std::move(file), std::move(name), std::move(columns));
}

core::Result<> StagedTable::add(const core::Batch& rows) {
  if (rows.schema() != columns_) {
    return core::fail(
        core::ErrorClass::data, "run.columns_differ",
        "rows for extract." + name_ + " have other columns than those before them",
        "What a load brings of one table has the same columns throughout: load the parts that differ into "
        "tables of their own.");
  }
  const auto open = SLUSS_TRY(core::OpenRows::of(rows));
  const auto bytes = core::encode(open);
  hasher_->update(core::Sha256::of(bytes).hex());
  if (rows.rows() == 0) return {};
  SLUSS_TRY(file_.append(bytes));
  ends_.push_back(file_.size());
  rows_ += static_cast<std::int64_t>(rows.rows());
  return {};
}

std::string StagedTable::content() {
  if (content_.empty()) content_ = hasher_->finish().hex();
  return content_;
}

core::Result<> StagedTable::each(const std::function<core::Result<>(const core::Batch&)>& consumer) const {
  std::uint64_t begin = 0;
  std::string bytes;
  for (const auto end : ends_) {
    bytes.resize(end - begin);
    SLUSS_TRY(file_.read_bytes(begin, bytes));
    const auto rows = SLUSS_TRY(core::decode_batch(bytes));
    SLUSS_TRY(consumer(rows));
    begin = end;
  }
  return {};
}

}  // namespace sluss::daemon::staging
