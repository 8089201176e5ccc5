#include "transforms/normalise/verbatim.h"

#include "connectors/odbc/extent.h"

namespace sluss::transforms::normalise {

namespace {

class VerbatimNormaliser final : public Normaliser {
 public:
  explicit VerbatimNormaliser(Output& output) : output_(output) {}

  core::Result<> begin(std::string_view extent) override {
    const auto covered = SLUSS_TRY(connectors::odbc::parse_extent(extent));
    return output_.table({.name = covered.table, .may_be_empty = covered.may_be_empty});
  }

  core::Result<> take(std::string_view /*stream*/, std::uint32_t /*raw*/, const core::Batch& rows) override {
    counts_.read += static_cast<std::int64_t>(rows.rows());
    counts_.facts += static_cast<std::int64_t>(rows.rows());
    return output_.rows(rows);
  }

  core::Result<Dimensions> finish() override { return {}; }
  [[nodiscard]] core::Result<std::vector<core::Coverage>> coverage(std::string_view /*extent*/) const override {
    return std::vector<core::Coverage>();
  }
  [[nodiscard]] NormaliseCounts counts() const override { return counts_; }
  [[nodiscard]] std::vector<core::Finding> findings() const override { return {}; }

 private:
  Output& output_;
  NormaliseCounts counts_;
};

}  // namespace

std::unique_ptr<Normaliser> make_verbatim(Setting /*setting*/, Output& output) {
  return std::make_unique<VerbatimNormaliser>(output);
}

}  // namespace sluss::transforms::normalise
