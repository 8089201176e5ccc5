#pragma once
// Values that open a door, and the base of those that belong to a person (core/personnummer.h). They cannot be
// streamed, formatted, logged or compared as text by accident; each is opened by one named function, so that its
// callers can be found and counted.

#include <string>
#include <string_view>
#include <utility>

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

}  // namespace sluss::core
