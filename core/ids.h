#pragma once
// Canonical ids, unchangeable once written. Each is made by parse() and right from then on.

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/error.h"

namespace sluss::core {

/// "kolada:N15428", "scb:TAB6642:…", "lokal:ame.deltagare": a source, a colon, the source's own id.
class IndicatorId {
 public:
  [[nodiscard]] static Result<IndicatorId> parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  auto operator<=>(const IndicatorId&) const = default;

 private:
  explicit IndicatorId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// "SE", "county:19", "region:19", "1981", "kolada:G176664".
class AreaId {
 public:
  [[nodiscard]] static Result<AreaId> parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  auto operator<=>(const AreaId&) const = default;

 private:
  explicit AreaId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// Four digits whose first two are a county of Sweden (01, 03-10, 12-14, 17-25), zeros kept.
/// Source: SCB, Län och kommuner i kodnummerordning.
class MunicipalityCode {
 public:
  /// "180" is refused with the remedy "0180": a lost leading zero is a defect to correct at its source.
  [[nodiscard]] static Result<MunicipalityCode> parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string county() const { return text_.substr(0, 2); }
  auto operator<=>(const MunicipalityCode&) const = default;

 private:
  explicit MunicipalityCode(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

struct RunId {
  std::int64_t value = 0;
  auto operator<=>(const RunId&) const = default;
};

struct Sha256 {
  std::array<std::uint8_t, 32> bytes{};
  [[nodiscard]] std::string hex() const;
  [[nodiscard]] static Result<Sha256> parse(std::string_view hex);
  [[nodiscard]] static Sha256 of(std::string_view data);
  auto operator<=>(const Sha256&) const = default;
};

/// Incremental SHA-256.
class Sha256Hasher {
 public:
  Sha256Hasher();
  ~Sha256Hasher();
  Sha256Hasher(const Sha256Hasher&) = delete;
  Sha256Hasher& operator=(const Sha256Hasher&) = delete;
  void update(std::string_view data);
  [[nodiscard]] Sha256 finish();  ///< ready for the next one afterwards

 private:
  struct State;
  State* state_;
};

/// Levenshtein distance; for "did you mean".
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace sluss::core

template <>
struct std::hash<sluss::core::Sha256> {
  std::size_t operator()(const sluss::core::Sha256& s) const noexcept {
    std::size_t h = 0;
    for (std::size_t i = 0; i < sizeof h; ++i) h = h << 8U | s.bytes[i];
    return h;
  }
};
