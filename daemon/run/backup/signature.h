#pragma once
// Who made a backup: the machine signs the manifest, which names every file by its SHA-256, with a key of its own
// (Ed25519, libsodium's crypto_sign). The private half is in the state folder, its owner's alone, and in no
// backup; the public half is the operator's, who keeps it where the machine cannot reach. What it proves: that whoever
// made the backup had that key, and that not a byte has changed since. Not: when it was made, that it is the newest, or
// that the machine was not compromised.

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/files.h"
#include "core/secret.h"

namespace sluss::daemon::backup {

inline constexpr std::string_view signing_key_name = "backup-signing.key";  ///< in the state folder
inline constexpr std::string_view bad_signature = "backup.signature";

using SigningPublicKey = std::array<unsigned char, 32>;

struct SigningKey {
  core::Secret secret;  ///< 64 bytes
  SigningPublicKey public_key{};
};

/// "sluss-backup-signer-1 BASE64": the public half, as it is printed, stored and given to --signed-by.
[[nodiscard]] std::string signer_line(const SigningPublicKey& key);

/// The machine's; made when there is none, 0600. Several processes may ask at a time: one key is kept. Errors: config
/// class "backup.signing_key" (the file is no such key), those of core::read_small_file() and core::Replacement.
[[nodiscard]] core::Result<SigningKey> signing_key(core::Files& files, const std::filesystem::path& state);
/// The same, but nothing when there is none or it may not be read.
[[nodiscard]] std::optional<SigningPublicKey> own_public_key(const std::filesystem::path& state);
/// What --signed-by was given: a file of it, or the key itself, with its word or without. Config class "backup.signer".
[[nodiscard]] core::Result<SigningPublicKey> read_signer(const std::string& file_or_key);

struct Signature {
  SigningPublicKey key{};
  std::string value;  ///< 64 bytes
};
/// Of a manifest's text (manifest.h says which).
[[nodiscard]] core::Result<Signature> sign(std::string_view manifest, const SigningKey& key);
[[nodiscard]] bool is_signed_by(std::string_view manifest, const Signature& signature);

/// The members of the manifest's "signature", in base64.
[[nodiscard]] std::string key_text(const SigningPublicKey& key);
[[nodiscard]] std::string value_text(const Signature& signature);
[[nodiscard]] std::optional<Signature> parse_signature(std::string_view key, std::string_view value);

}  // namespace sluss::daemon::backup
