#include "daemon/run/backup/signature.h"

#include <sodium.h>

#include <algorithm>

#include "core/replace_file.h"
#include "core/small_file.h"
#include "core/text.h"
#include "core/users.h"
#include "daemon/run/backup/sodium_bytes.h"

namespace sluss::daemon::backup {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view private_word = "sluss-backup-signing-key-1 ";
constexpr std::string_view public_word = "sluss-backup-signer-1 ";
constexpr std::string_view manifest_word = "sluss-backup-manifest-1\n";  // what is signed is this, and nothing else
constexpr std::size_t largest_key_file = 4096;

static_assert(crypto_sign_PUBLICKEYBYTES == std::tuple_size_v<SigningPublicKey>);

std::string_view text_of(const SigningPublicKey& key) {
  const auto* text = reinterpret_cast<const char*>(key.data());  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
  return {text, key.size()};
}

/// Exactly `size` bytes, or nothing.
std::optional<std::string> bytes_in(std::string_view base64, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t found = 0;
  const bool right = ::sodium_base642bin(bytes_of(bytes), bytes.size(), base64.data(), base64.size(), "\n", &found,
                                         nullptr, sodium_base64_VARIANT_ORIGINAL) == 0 &&
                     found == size;
  if (right) return bytes;
  ::sodium_memzero(bytes.data(), bytes.size());
  return std::nullopt;
}

std::optional<SigningPublicKey> public_key_in(std::string_view base64) {
  const auto bytes = bytes_in(base64, crypto_sign_PUBLICKEYBYTES);
  if (!bytes) return std::nullopt;
  SigningPublicKey key{};
  std::ranges::transform(*bytes, key.begin(), [](char c) { return static_cast<unsigned char>(c); });
  return key;
}

core::Result<SigningKey> read_signing_key(const fs::path& file) {
  auto text = SLUSS_TRY(core::read_small_file(file, largest_key_file));
  std::optional<std::string> bytes;
  if (text.starts_with(private_word))
    bytes = bytes_in(std::string_view(text).substr(private_word.size()), crypto_sign_SECRETKEYBYTES);
  ::sodium_memzero(text.data(), text.size());
  if (!bytes) {
    return core::fail(core::ErrorClass::config, "backup.signing_key", file.string() + " is no key that signs backups",
                      "Move it away: the next backup makes a new one. Keep its public half (`sluss backup signer`).",
                      {.file = file.string()});
  }
  SigningKey key;
  key.secret = core::Secret(*std::move(bytes));
  ::crypto_sign_ed25519_sk_to_pk(key.public_key.data(), bytes_of(key.secret.reveal_secret()));
  return key;
}

/// Whole or not at all; if another process made one first, that one is kept.
core::Result<> make_signing_key(core::Files& files, const fs::path& file) {
  SigningPublicKey ignored{};
  std::string secret(crypto_sign_SECRETKEYBYTES, '\0');
  ::crypto_sign_keypair(ignored.data(), bytes_of(secret));
  auto text = std::string(private_word) + core::base64(secret) + "\n";
  ::sodium_memzero(secret.data(), secret.size());
  const auto written = [&]() -> core::Result<> {
    auto part = SLUSS_TRY(core::Replacement::begin(files, file, core::owner_only));
    SLUSS_TRY(part.output().write(text));
    const auto named = part.commit_new();
    if (!named && named.error().code != "disk.exists") return named;
    return core::give_to_folders_owner(file);
  }();
  ::sodium_memzero(text.data(), text.size());
  return written;
}

std::string signed_text(std::string_view manifest) {
  return std::string(manifest_word) + std::string(manifest);
}

}  // namespace

std::string key_text(const SigningPublicKey& key) {
  return core::base64(text_of(key));
}

std::string signer_line(const SigningPublicKey& key) {
  return std::string(public_word) + key_text(key);
}

core::Result<SigningKey> signing_key(core::Files& files, const fs::path& state) {
  SLUSS_TRY(begin_sodium());
  const auto file = state / signing_key_name;
  std::error_code error;
  if (fs::symlink_status(file, error).type() == fs::file_type::not_found) SLUSS_TRY(make_signing_key(files, file));
  return read_signing_key(file);
}

std::optional<SigningPublicKey> own_public_key(const fs::path& state) {
  if (!begin_sodium()) return std::nullopt;
  const auto key = read_signing_key(state / signing_key_name);
  if (!key) return std::nullopt;
  return key->public_key;
}

core::Result<SigningPublicKey> read_signer(const std::string& file_or_key) {
  SLUSS_TRY(begin_sodium());
  std::error_code error;
  const bool is_file = fs::exists(file_or_key, error);
  std::string text = file_or_key;
  if (is_file) {
    text = SLUSS_TRY(core::read_small_file(file_or_key, largest_key_file));
  }
  std::string_view key = text;
  if (key.starts_with(public_word)) key.remove_prefix(public_word.size());
  while (key.ends_with('\n') || key.ends_with('\r') || key.ends_with(' ')) key.remove_suffix(1);
  if (const auto found = public_key_in(key)) return *found;
  return core::fail(core::ErrorClass::config, "backup.signer",
                    is_file ? "the file holds no public half of a key that signs backups"
                            : "what --signed-by was given is no file that is there, and no key",
                    "`sluss backup signer` prints it on the machine that makes the backups: \"" +
                        std::string(public_word) + "…\". Give that line, or a file of it.",
                    {.file = is_file ? file_or_key : ""});
}

core::Result<Signature> sign(std::string_view manifest, const SigningKey& key) {
  SLUSS_TRY(begin_sodium());
  Signature signature{.key = key.public_key, .value = std::string(crypto_sign_BYTES, '\0')};
  const auto text = signed_text(manifest);
  ::crypto_sign_detached(bytes_of(signature.value), nullptr, bytes_of(std::string_view(text)), text.size(),
                         bytes_of(key.secret.reveal_secret()));
  return signature;
}

bool is_signed_by(std::string_view manifest, const Signature& signature) {
  if (!begin_sodium() || signature.value.size() != crypto_sign_BYTES) return false;
  const auto text = signed_text(manifest);
  return ::crypto_sign_verify_detached(bytes_of(std::string_view(signature.value)), bytes_of(std::string_view(text)),
                                       text.size(), signature.key.data()) == 0;
}

std::string value_text(const Signature& signature) {
  return core::base64(signature.value);
}

std::optional<Signature> parse_signature(std::string_view key, std::string_view value) {
  const auto public_key = public_key_in(key);
  auto bytes = bytes_in(value, crypto_sign_BYTES);
  if (!public_key || !bytes) return std::nullopt;
  return Signature{.key = *public_key, .value = *std::move(bytes)};
}

}  // namespace sluss::daemon::backup
