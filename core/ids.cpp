#include "core/ids.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/check.h"
#include "core/shown.h"
#include "core/text.h"

namespace sluss::core {
namespace {

// 02, 11, 15 and 16 are counties that no longer exist. Source: SCB, Län och kommuner i kodnummerordning.
constexpr std::array<std::string_view, 21> counties = {"01", "03", "04", "05", "06", "07", "08", "09", "10", "12", "13",
                                                       "14", "17", "18", "19", "20", "21", "22", "23", "24", "25"};

constexpr std::size_t longest_id = 200;

bool is_county(std::string_view code) {
  return std::ranges::find(counties, code) != counties.end();
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_source_name(std::string_view text) {
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

/// No spaces, no control characters, nothing outside ASCII: an id is typed, quoted and put into file names.
bool is_local_id(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f' && c != '\'' && c != '"'; });
}

bool is_sourced_id(std::string_view text) {
  const auto colon = text.find(':');
  return text.size() <= longest_id && colon != std::string_view::npos && is_source_name(text.substr(0, colon)) &&
         is_local_id(text.substr(colon + 1));
}

}  // namespace

Result<IndicatorId> IndicatorId::parse(std::string_view text) {
  if (!is_sourced_id(text)) {
    return fail(ErrorClass::data, "indicator.invalid", fmt::format("\"{}\" is not an indicator's id", shown(text)),
                "Write source:id, for example kolada:N15428");
  }
  return IndicatorId(std::string(text));
}

Result<AreaId> AreaId::parse(std::string_view text) {
  const auto invalid = [text] {
    return fail(ErrorClass::data, "area.invalid", fmt::format("\"{}\" is not an area's id", shown(text)),
                "Write SE, county:19, region:19, a municipality's four digits such as 1981, or source:id such as "
                "kolada:G176664");
  };
  if (text == "SE") return AreaId(std::string(text));
  if (!text.empty() && all_digits(text)) {
    auto code = SLUSS_TRY(MunicipalityCode::parse(text));
    return AreaId(code.text());
  }
  for (const std::string_view prefix : {"county:", "region:"}) {
    if (!text.starts_with(prefix)) continue;
    if (!is_county(text.substr(prefix.size()))) return invalid();
    return AreaId(std::string(text));
  }
  if (!is_sourced_id(text)) return invalid();
  return AreaId(std::string(text));
}

Result<MunicipalityCode> MunicipalityCode::parse(std::string_view text) {
  if (text.size() == 3 && all_digits(text)) {
    const std::string mended = "0" + std::string(text);
    if (is_county(mended.substr(0, 2))) {
      return fail(ErrorClass::data, "municipality.lost_zero",
                  fmt::format("\"{}\" is a municipality's code without its leading zero", text),
                  fmt::format("Write \"{}\" as text where it comes from", mended));
    }
  }
  if (text.size() != 4 || !all_digits(text)) {
    return fail(ErrorClass::data, "municipality.invalid",
                fmt::format("\"{}\" is not a municipality's code", shown(text)),
                "Write its four digits, for example 1981");
  }
  if (!is_county(text.substr(0, 2))) {
    return fail(ErrorClass::data, "municipality.no_county",
                fmt::format("\"{}\": no county of Sweden has the code {}", text, text.substr(0, 2)),
                "The first two digits are the county: 01, 03-10, 12-14 or 17-25");
  }
  return MunicipalityCode(std::string(text));
}

std::string Sha256::hex() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const auto byte : bytes) {
    text.push_back(digits[byte >> 4U]);
    text.push_back(digits[byte & 15U]);
  }
  return text;
}

Result<Sha256> Sha256::parse(std::string_view hex) {
  Sha256 sum;
  bool right = hex.size() == 2 * sum.bytes.size();
  for (std::size_t i = 0; right && i < sum.bytes.size(); ++i) {
    const int high = hex_value(hex[2 * i]);
    const int low = hex_value(hex[2 * i + 1]);
    right = high >= 0 && low >= 0;
    if (right) sum.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  if (!right) {
    return fail(ErrorClass::data, "sha256.invalid", fmt::format("\"{}\" is not a SHA-256", shown(hex, 80)),
                "Write its 64 hexadecimal digits");
  }
  return sum;
}

Sha256 Sha256::of(std::string_view data) {
  Sha256Hasher hasher;
  hasher.update(data);
  return hasher.finish();
}

struct Sha256Hasher::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() { start(); }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  void start() const {
    SLUSS_CHECK(context != nullptr && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1, "SHA-256 begins");
  }
};

Sha256Hasher::Sha256Hasher() : state_(new State) {}
Sha256Hasher::~Sha256Hasher() {
  delete state_;
}

void Sha256Hasher::update(std::string_view data) {
  SLUSS_CHECK(EVP_DigestUpdate(state_->context, data.data(), data.size()) == 1, "SHA-256 takes what it is given");
}

Sha256 Sha256Hasher::finish() {
  Sha256 sum;
  SLUSS_CHECK(EVP_DigestFinal_ex(state_->context, sum.bytes.data(), nullptr) == 1, "SHA-256 ends");
  state_->start();
  return sum;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace sluss::core
