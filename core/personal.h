#pragma once
// Values that belong to a person or open a door. They cannot be streamed, formatted, logged or compared as text by
// accident; each is opened by one named function, so that its callers can be found and counted.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"

namespace sluss::core {

/// The base of all: keeps a text, wipes it when it is destroyed, offers nothing to print it.
class SealedText {
 public:
  SealedText(const SealedText&) = default;
  SealedText(SealedText&& other) noexcept;
  SealedText& operator=(const SealedText& other);
  SealedText& operator=(SealedText&& other) noexcept;
  ~SealedText();

  [[nodiscard]] bool empty() const { return text_.empty(); }
  bool operator==(const SealedText&) const = default;

 protected:
  SealedText() = default;
  explicit SealedText(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] std::string_view opened() const { return text_; }

 private:
  void wipe() noexcept;
  std::string text_;
};

/// Passwords, tokens, pass phrases, connection strings. Registers itself with log::mask_always.
class Secret final : public SealedText {
 public:
  Secret() = default;
  explicit Secret(std::string text);
  /// Only to hand it to the library that needs it (curl, ODBC, TLS).
  [[nodiscard]] std::string_view reveal_secret() const { return opened(); }
};

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
