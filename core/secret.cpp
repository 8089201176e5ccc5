#include "core/secret.h"

#include <openssl/crypto.h>

#include "core/log.h"

namespace sluss::core {

// An assignment would free the old buffer, and a move would leave a short text's characters where they were.
SealedText::SealedText(SealedText&& other) noexcept : text_(std::move(other.text_)) {
  other.wipe();
}

SealedText& SealedText::operator=(const SealedText& other) {
  if (this == &other) return *this;
  wipe();
  text_ = other.text_;
  return *this;
}

SealedText& SealedText::operator=(SealedText&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  text_ = std::move(other.text_);
  other.wipe();
  return *this;
}

SealedText::~SealedText() {
  wipe();
}

void SealedText::wipe() noexcept {
  text_.resize(text_.capacity());  // never allocates; the whole buffer, not only what is in use
  OPENSSL_cleanse(text_.data(), text_.size());
  text_.clear();
}

Secret::Secret(std::string text) : SealedText(std::move(text)) {
  log::mask_always(opened());
}

}  // namespace sluss::core
