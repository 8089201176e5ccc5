#include "connectors/odbc/source.h"

#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "connectors/odbc/extent.h"
#include "connectors/odbc/odbc.h"
#include "core/batch_codec.h"
#include "core/json.h"

namespace sluss::connectors::odbc {

using nlohmann::json;

namespace {

constexpr std::string_view rows_query = "odbc:rows";

class OdbcSource final : public Source {
 public:
  OdbcSource(Options options, TableExtent table, const core::Clock& clock)
      : options_(std::move(options)), table_(std::move(table)), clock_(clock) {}

  [[nodiscard]] std::string plan() const override {
    return core::json_text(json{{"table", table_.table}, {"query", options_.query}});
  }

  core::Result<Extent> extract(Sink& sink, std::stop_token stop) override {
    const auto began = clock_.now();
    const auto query = SLUSS_TRY(Query::open(options_, std::move(stop)));
    Extent extent{.complete = true, .text = extent_text(table_)};
    SLUSS_TRY(sink.selected(extent));
    Progress progress{.pages = 1, .doing = table_.table};  // one query
    int part = 0;
    const auto keep = [&](const core::Batch& rows) -> core::Result<> {
      const auto open = SLUSS_TRY(core::OpenRows::of(rows));
      const auto bytes = core::encode(open);
      const auto object = sink.open_object();
      SLUSS_TRY(object->write(bytes));
      const auto raw = SLUSS_TRY(object->finish({.query = std::string(rows_query),
                                                 .request = options_.query,
                                                 .page = ++part,
                                                 .media_type = "application/vnd.sluss.batch",
                                                 .fetched_at = began}));
      SLUSS_TRY(sink.batch(stream_rows, raw, rows));
      progress.rows += static_cast<std::int64_t>(rows.rows());
      progress.bytes += static_cast<std::int64_t>(bytes.size());
      sink.progress(progress);
      return {};
    };
    SLUSS_TRY(keep(core::Batch(query->schema())));  // the columns, also of no rows
    std::ignore = SLUSS_TRY(query->read(keep));
    return extent;
  }

  core::Result<Probe> probe(std::stop_token stop) override {
    auto options = options_;
    options.query = "select 1";
    const auto query = SLUSS_TRY(Query::open(options, std::move(stop)));
    std::ignore = SLUSS_TRY(query->read([](const core::Batch&) -> core::Result<> { return {}; }));
    return Probe{.answer = "the database answered"};
  }

 private:
  Options options_;
  TableExtent table_;
  const core::Clock& clock_;
};

class BatchReader final : public ObjectReader {
 public:
  [[nodiscard]] bool needs_extent(const RawObject& object) const override { return object.query == rows_query; }

  core::Result<> read(const KeptObject& object, RowSink& sink) override {
    if (object.object.query != rows_query) return {};
    const auto rows = SLUSS_TRY(core::decode_batch(object.body));
    return sink.batch(stream_rows, object.handle, rows);
  }
};

}  // namespace

// NOLINTNEXTLINE(performance-unnecessary-value-param): as Kind::open has it
core::Result<std::unique_ptr<Source>> open_source(Setup setup) {
  Options options;
  options.connection = setup.source.text("connection");
  options.query = setup.job.text("query");
  if (const auto& credential = setup.source.text("credential"); !credential.empty()) {
    options.password = SLUSS_TRY(setup.secret(credential));
  }
  return std::make_unique<OdbcSource>(
      std::move(options),
      TableExtent{.table = setup.job.text("table"), .may_be_empty = setup.job["may_be_empty"].boolean}, setup.clock);
}

std::unique_ptr<ObjectReader> make_reader() {
  return std::make_unique<BatchReader>();
}

}  // namespace sluss::connectors::odbc
