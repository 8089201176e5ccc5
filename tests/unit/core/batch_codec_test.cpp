// An encoded batch comes back as it was; a damaged one is an error, never a crash.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "core/batch_codec.h"
#include "core/decimal.h"

namespace sluss::core {
namespace {

Schema every_type() {
  return Schema{{.name = "boolean", .type = Type::boolean},
                {.name = "int32", .type = Type::int32},
                {.name = "int64", .type = Type::int64},
                {.name = "float64", .type = Type::float64},
                {.name = "decimal", .type = Type::decimal, .precision = 38, .scale = 10},
                {.name = "text", .type = Type::text, .nullable = false},
                {.name = "bytes", .type = Type::bytes},
                {.name = "uuid", .type = Type::uuid},
                {.name = "date", .type = Type::date},
                {.name = "time", .type = Type::time},
                {.name = "timestamp", .type = Type::timestamp},
                {.name = "född åäö 😀", .type = Type::timestamp_tz}};
}

void append_row(Batch& batch, std::int64_t n) {
  batch[0].append_bool(n % 2 == 0);
  batch[1].append(n % 2 == 0 ? std::numeric_limits<std::int32_t>::max() : std::numeric_limits<std::int32_t>::min());
  batch[2].append(n % 2 == 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min());
  batch[3].append(n % 2 == 0 ? std::numeric_limits<double>::denorm_min() : -std::numeric_limits<double>::infinity());
  batch[4].append(*parse_decimal(n % 2 == 0 ? "9999999999999999999999999999.9999999999" : "-0.0000000001", 38, 10));
  batch[5].append_text(n % 3 == 0 ? "" : "åäö 😀 " + std::to_string(n));
  batch[6].append_text(std::string("\0\xFF\0", 3));
  batch[7].append(Uuid{0xFF, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, static_cast<std::uint8_t>(n)});
  batch[8].append(static_cast<std::int32_t>(n % 2 == 0 ? -719162 : 2932896));
  batch[9].append(std::int64_t{86'399'999'999});
  batch[10].append(std::int64_t{-62'135'596'799'999'999} + n);
  batch[11].append(OffsetTimestamp{253'402'300'799'999'999 - n, n % 2 == 0 ? 7200 : -18000});
}

Batch filled(std::int64_t rows) {
  Batch batch{every_type()};
  for (std::int64_t row = 0; row < rows; ++row) {
    if (row % 5 != 4) {
      append_row(batch, row);
      continue;
    }
    for (std::size_t column = 0; column < batch.columns(); ++column) batch[column].append_null();
  }
  return batch;
}

template <class T>
void expect_values(const Column& one, const Column& other) {
  EXPECT_TRUE(std::ranges::equal(one.values<T>(), other.values<T>())) << one.spec().name;
}

void expect_column(const Column& one, const Column& other) {
  ASSERT_TRUE(std::ranges::equal(one.validity(), other.validity())) << one.spec().name;
  EXPECT_EQ(one.null_count(), other.null_count());
  switch (one.type()) {
    case Type::boolean:
      return expect_values<std::uint8_t>(one, other);
    case Type::int32:
    case Type::date:
      return expect_values<std::int32_t>(one, other);
    case Type::int64:
    case Type::time:
    case Type::timestamp:
      return expect_values<std::int64_t>(one, other);
    case Type::float64:
      return expect_values<double>(one, other);
    case Type::decimal:
      return expect_values<Int128>(one, other);
    case Type::uuid:
      return expect_values<Uuid>(one, other);
    case Type::timestamp_tz:
      return expect_values<OffsetTimestamp>(one, other);
    case Type::text:
    case Type::bytes:
      EXPECT_EQ(one.strings().arena, other.strings().arena);
      EXPECT_EQ(one.strings().offsets, other.strings().offsets);
  }
}

std::string bytes_of(const Batch& batch) {
  const auto open = OpenRows::of(batch);
  return open ? encode(*open) : describe(open.error());
}

TEST(BatchCodec, EveryTypeComesBackAsItWas) {
  for (const std::int64_t rows : {0, 1, 63, 64, 65, 2048, 5000}) {
    const auto batch = filled(rows);
    const auto back = decode_batch(bytes_of(batch));
    ASSERT_TRUE(back) << describe(back.error());
    EXPECT_EQ(back->schema(), batch.schema());
    ASSERT_EQ(back->rows(), batch.rows());
    ASSERT_TRUE(back->consistent());
    for (std::size_t column = 0; column < batch.columns(); ++column) expect_column((*back)[column], batch[column]);
  }
}

TEST(BatchCodec, ASensitiveColumnHasNoBytesInTheClearAndComesBackFromASealedPlaceAsItWas) {
  for (const auto sensitivity : {Sensitivity::personal, Sensitivity::identity}) {
    Batch batch(Schema{{.name = "enhet", .type = Type::text},
                       {.name = "beslut", .type = Type::date, .sensitivity = sensitivity}});
    batch[0].append_text("Norra");
    batch[1].append<std::int32_t>(20'000);
    const auto refused = OpenRows::of(batch);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "column.sensitive");
    EXPECT_EQ(refused.error().place.field, "beslut");
    const auto back = decode_batch(encode_to_seal(batch));
    ASSERT_TRUE(back) << describe(back.error());
    EXPECT_EQ(back->schema(), batch.schema());
    EXPECT_EQ(back->rows(), 1U);
  }
}

TEST(BatchCodec, TheSameBatchHasTheSameBytes) {
  // What a run compares by hash: no padding, no memory of the batch before.
  auto reused = filled(70);
  reused.clear();
  for (std::int64_t row = 0; row < 3; ++row) append_row(reused, row);
  EXPECT_EQ(bytes_of(reused), bytes_of(filled(3)));
}

TEST(BatchCodec, EveryTruncationIsAnError) {
  const auto bytes = bytes_of(filled(7));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto back = decode_batch(std::string(bytes, 0, size));  // a copy, so that a read past its end is seen
    ASSERT_FALSE(back) << size;
    EXPECT_EQ(back.error().code, "batch.damaged");
    EXPECT_EQ(back.error().error_class, ErrorClass::data);
  }
  EXPECT_FALSE(decode_batch(bytes + "x"));
}

TEST(BatchCodec, DamagedBytesNeverCrash) {
  const auto bytes = bytes_of(filled(7));
  std::mt19937 random(20260331);
  int refused = 0;
  for (int round = 0; round < 10'000; ++round) {
    auto damaged = bytes;
    const auto flips = 1 + random() % 3;
    for (std::uint32_t flip = 0; flip < flips; ++flip) {
      damaged[random() % damaged.size()] ^= static_cast<char>(1U << random() % 8);
    }
    const auto back = decode_batch(damaged);
    if (!back) {
      ++refused;
      continue;
    }
    EXPECT_TRUE(back->consistent());
    EXPECT_FALSE(bytes_of(*back).empty());
  }
  EXPECT_GT(refused, 1000);
}

TEST(BatchCodec, ForeignNumbersAreRefused) {
  // A count of rows, columns or octets that fits in no memory must not be allocated.
  for (std::size_t at : {std::size_t{4}, std::size_t{8}}) {
    auto bytes = bytes_of(filled(1));
    for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = '\xFF';
    EXPECT_FALSE(decode_batch(bytes));
  }
  auto decimal = bytes_of(Batch{Schema{{.name = "d", .type = Type::decimal, .precision = 5, .scale = 2}}});
  const auto precision = decimal.find('d') + 3;
  for (const auto& [digits, scale] :
       {std::pair{'\x00', '\x00'}, std::pair{'\x27', '\x00'}, std::pair{'\x05', '\x06'}}) {
    decimal[precision] = digits;
    decimal[precision + 1] = scale;
    EXPECT_FALSE(decode_batch(decimal)) << int(digits) << " " << int(scale);
  }
}

}  // namespace
}  // namespace sluss::core
