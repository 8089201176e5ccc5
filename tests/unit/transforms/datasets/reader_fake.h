#pragma once
// A warehouse::Reader that gives batches made in the test, and the batches that every writer is tried with.

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/batch.h"
#include "core/decimal.h"
#include "core/time.h"
#include "warehouse/warehouse.h"

namespace sluss::transforms::datasets {

class FakeReader final : public warehouse::Reader {
 public:
  FakeReader(core::Schema schema, std::vector<core::Batch> batches)
      : schema_(std::move(schema)), batches_(std::move(batches)) {}
  core::Result<> select(const std::string& sql, const std::function<core::Result<>(const core::Schema&)>& header,
                        const RowConsumer& rows, std::stop_token) override {
    last_sql = sql;
    SLUSS_TRY(header(schema_));
    for (const auto& batch : batches_) SLUSS_TRY(rows(batch));
    if (fails) return core::fail(core::ErrorClass::data, "fake.select", "the engine said no");
    return {};
  }
  core::Result<std::vector<std::vector<std::optional<std::string>>>> rows(const std::string&) override {
    return core::fail(core::ErrorClass::data, "fake.rows", "not asked for");
  }
  [[nodiscard]] std::string name() const override { return "/warehouse/000007.duckdb"; }

  std::string last_sql;
  bool fails = false;

 private:
  core::Schema schema_;
  std::vector<core::Batch> batches_;
};

inline core::Schema every_type() {
  using core::Type;
  return {{.name = "t", .type = Type::text},
          {.name = "b", .type = Type::boolean},
          {.name = "i", .type = Type::int32},
          {.name = "l", .type = Type::int64},
          {.name = "d", .type = Type::float64},
          {.name = "m", .type = Type::decimal, .nullable = true, .precision = 38, .scale = 2},
          {.name = "y", .type = Type::bytes},
          {.name = "u", .type = Type::uuid},
          {.name = "day", .type = Type::date},
          {.name = "tid", .type = Type::time},
          {.name = "ts", .type = Type::timestamp},
          {.name = "tz", .type = Type::timestamp_tz}};
}

/// A row of ordinary values, a row at the edges, a row of nulls.
inline core::Batch every_value() {
  core::Batch batch(every_type());
  batch[0].append_text("Åäö 🙂");
  batch[1].append_bool(true);
  batch[2].append<std::int32_t>(-7);
  batch[3].append<std::int64_t>(1'234'567'890'123);
  batch[4].append<double>(12.5);
  batch[5].append<core::Int128>(-1250);
  batch[6].append_text(std::string_view("\0\xFF", 2));
  batch[7].append<core::Uuid>(
      {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef});
  batch[8].append<std::int32_t>(core::day_of(2026, 3, 31).days);
  batch[9].append<std::int64_t>(((14 * 60 + 5) * 60 + 9) * 1'000'000LL);
  batch[10].append<std::int64_t>(core::parse_instant("2026-03-31T14:00:00Z")->micros);
  batch[11].append<core::OffsetTimestamp>({core::parse_instant("2026-03-31T12:00:00Z")->micros, 7200});
  batch[0].append_text("");
  batch[1].append_bool(false);
  batch[2].append<std::int32_t>(std::numeric_limits<std::int32_t>::min());
  batch[3].append<std::int64_t>(std::numeric_limits<std::int64_t>::max());
  batch[4].append<double>(1e300);
  batch[5].append<core::Int128>(*core::parse_decimal("999999999999999999999999999999999999.99", 38, 2));
  batch[6].append_text("");
  batch[7].append<core::Uuid>({});
  batch[8].append<std::int32_t>(core::day_of(1, 1, 1).days);
  batch[9].append<std::int64_t>(1);
  batch[10].append<std::int64_t>(-1);
  batch[11].append<core::OffsetTimestamp>({0, -5400});
  for (std::size_t i = 0; i < batch.columns(); ++i) batch[i].append_null();
  return batch;
}

/// Texts that have broken exports elsewhere; typed for this test.
inline std::vector<std::string> naughty_texts() {
  return {"=1+1",
          "+46 70",
          "-helhetssyn",
          "@SUM(A1)",
          "\ttab first",
          "\rreturn first",
          "\nnewline first",
          "a;b,c",
          "says \"no\"",
          "two\nlines",
          "two\r\nlines",
          " space ",
          "'apostrophe",
          "0180",
          "1,5",
          "Malmö–Örebro",
          "e\xCC\x81",
          "👩‍👩‍👧",
          "日本語",
          "NULL",
          "</t><c>",
          "&amp;",
          "\x1B[31mred",
          "\x01",
          "_x0041_",
          "\xEF\xBF\xBE_xFFFE_\xEF\xBF\xBF",
          "\xC3(",
          std::string(40'000, 'x')};
}

inline core::Batch text_batch(const std::vector<std::string>& texts) {
  core::Batch batch(core::Schema{{.name = "n", .type = core::Type::int32}, {.name = "text", .type = core::Type::text}});
  std::int32_t n = 0;
  for (const auto& text : texts) {
    batch[0].append<std::int32_t>(n++);
    batch[1].append_text(text);
  }
  return batch;
}

}  // namespace sluss::transforms::datasets
