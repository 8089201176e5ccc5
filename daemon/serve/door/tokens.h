#pragma once
// Tokens of machines: "powerbi.9f…", of which only a hash is kept, in one file with mode 0600. A secret has 256 random
// bits, so a fast hash is enough: they cannot all be tried. An older version kept Argon2id hashes; they go on working,
// and are replaced when their token is presented (TokenKeeper).

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/secret.h"
#include "core/time.h"
#include "daemon/serve/door/door.h"

namespace sluss::daemon::door {

struct Token {
  std::string name;  ///< a-z 0-9 _ -
  std::uint8_t roles = 0;
  core::Instant made;
  std::string hash;  ///< "sha256$SALT$MAC", both 64 hexadecimal digits: HMAC-SHA-256 of the secret; or "$argon2id$…"
};

/// The file <state>/tokens: one line a token, sorted by name. A file that is not there is empty.
/// Errors: storage class "token.file" when it is damaged or open to others.
[[nodiscard]] core::Result<std::vector<Token>> read_tokens(const std::filesystem::path& file);

/// What is to be done before a token becomes valid: shown, audited. Its error leaves the tokens unchanged.
using BeforeToken = std::function<core::Result<>(const core::Secret&)>;

/// Makes a token and returns it, "NAME.SECRET": it is shown once and stored nowhere. `before` is called when all is on
/// disk but its name, so that hardly anything can fail after it.
/// Errors: those of `before`; config class "token.name", "token.known", "token.many"; busy class "token.locked" when
/// others change tokens all the time; storage class "token.owner" (the file cannot be made its folder's owner's),
/// "token.random" (no randomness), "disk.…", and those of read_tokens().
[[nodiscard]] core::Result<core::Secret> add_token(core::Files& files, const std::filesystem::path& file,
                                                   const std::string& name, std::uint8_t roles, core::Instant now,
                                                   const BeforeToken& before = {});
/// Errors: config class "token.unknown"; but for its own those of add_token().
[[nodiscard]] core::Result<> remove_token(core::Files& files, const std::filesystem::path& file,
                                          const std::string& name, const std::function<core::Result<>()>& before = {});
/// `fresh.hash` instead of `old_hash`, unless its line has changed meanwhile. Errors: but for config class those of
/// add_token().
[[nodiscard]] core::Result<> replace_hash(core::Files& files, const std::filesystem::path& file, const Token& fresh,
                                          const std::string& old_hash);

/// The hash of a new token's secret; empty when there is no randomness.
[[nodiscard]] std::string fast_hash(std::string_view secret);
/// Whether is_right() is slow: Argon2id.
[[nodiscard]] bool is_slow(std::string_view hash);
/// In constant time. Microseconds; for a slow one some 30 ms and 16 MiB.
[[nodiscard]] bool is_right(const std::string& hash, std::string_view secret);

}  // namespace sluss::daemon::door
