#pragma once
// A page of Kolada's, decoded: rows and flaws as texts.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "connectors/kolada/decode.h"
#include "tests/unit/connectors/kolada/fakes.h"

namespace sluss::connectors::kolada {

struct Outcome {
  core::Result<Envelope> envelope;
  std::vector<std::string> rows;
  std::vector<std::string> flaws;  ///< "field error shown"
  std::vector<std::int64_t> bytes;
};

inline Outcome decode(Stream stream, std::string_view text) {
  Decoder decoder;
  Outcome out;
  out.envelope = decoder.decode(
      stream, {.text = text, .spare = 0},
      [&out](const core::Batch& batch) -> core::Result<> {
        EXPECT_TRUE(batch.consistent());
        for (std::size_t row = 0; row < batch.rows(); ++row) {
          out.rows.push_back(FakeSink::row_text(batch, row));
        }
        return {};
      },
      [&out](const Flaw& flaw) -> core::Result<> {
        out.flaws.push_back(flaw.field + " " + std::string(flaw.error) + " " + flaw.shown);
        out.bytes.push_back(flaw.byte);
        return {};
      });
  return out;
}

inline std::string data_page(std::string_view value) {
  return R"({"values":[{"values":[)" + std::string(value) +
         R"(],"kpi":"N00001","period":2023,"municipality":"1981"}],"next_url":null})";
}

}  // namespace sluss::connectors::kolada
