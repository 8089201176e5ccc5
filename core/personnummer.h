#pragma once
// Who a person is, as types that do not compile where they would be streamed, formatted, logged or compared as text
// (tests/unit/core/nocompile). The rule of the date is identity_form.h's, the check digit's luhn.h's.

#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/secret.h"

namespace sluss::core {

/// A personal identity number or coordination number, twelve digits, checked: date (day + 60 for coordination), Luhn.
/// Source: Skatteverket, SKV 704 and SKV 707.
class Personnummer final : public SealedText {
 public:
  /// 12 or 10 digits, with or without - or +. The error never shows the input.
  [[nodiscard]] static Result<Personnummer> parse(std::string_view text, int current_year);
  [[nodiscard]] bool is_coordination_number() const;
  /// Only to seal it in the vault or to package an approved submission.
  [[nodiscard]] std::string_view reveal_identity() const { return opened(); }

 private:
  explicit Personnummer(std::string digits) : SealedText(std::move(digits)) {}
};

class PersonName final : public SealedText {
 public:
  explicit PersonName(std::string name) : SealedText(std::move(name)) {}
  [[nodiscard]] std::string_view reveal_identity() const { return opened(); }
};

}  // namespace sluss::core
