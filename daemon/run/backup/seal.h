#pragma once
// Encryption to a public key: the machine that makes backups cannot read them. A key of its own for each backup,
// sealed to the public key (crypto_box_seal, X25519), and the stream in chunks under it
// (crypto_secretstream_xchacha20poly1305): each chunk is authentic, in its place, and the last one is marked as
// last. Source: libsodium's documentation, "Sealed boxes", "Encrypted streams and file encryption".
//
// File: "SLUSS-SEALED-1\n", the sealed key (80 bytes), the stream's header (24), chunks of 65 536 + 17 bytes.

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "core/error.h"
#include "core/files.h"
#include "core/secret.h"
#include "daemon/run/backup/stream.h"

namespace sluss::daemon::backup {

using PublicKey = std::array<unsigned char, 32>;

inline constexpr std::string_view sealed_magic = "SLUSS-SEALED-1\n";

/// A key pair: `file` (mode 0600, to be kept away from this machine) and `file`.pub. Existing files are not touched:
/// config class "backup.key_exists".
core::Result<> make_keys(core::Files& files, const std::filesystem::path& file);
/// Config class "backup.key"; those of core::read_small_file().
[[nodiscard]] core::Result<PublicKey> read_public_key(const std::filesystem::path& file);
/// The 32 bytes of the private key.
[[nodiscard]] core::Result<core::Secret> read_private_key(const std::filesystem::path& file);

[[nodiscard]] core::Result<std::unique_ptr<ByteSink>> sealing_sink(ByteSink& next, const PublicKey& key);
/// Behind the magic. Config class "backup.wrong_key" when it was sealed to another key.
[[nodiscard]] core::Result<std::unique_ptr<ByteSource>> opening_source(ByteSource& before, const core::Secret& key);

}  // namespace sluss::daemon::backup
