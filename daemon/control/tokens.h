#pragma once
// Tokens of machines: "powerbi.9f…", of which only an Argon2id hash is kept, in one file with mode 0600.

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/personal.h"
#include "core/time.h"
#include "daemon/control/door.h"

namespace sluss::daemon::control {

struct Token {
  std::string name;  ///< a-z 0-9 _ -
  std::uint8_t roles = 0;
  core::Instant made;
  std::string hash;  ///< crypto_pwhash_str
};

/// The file <state>/tokens: one line a token, sorted by name. A file that is not there is empty.
/// Errors: storage class "token.file" when it is damaged or open to others.
[[nodiscard]] core::Result<std::vector<Token>> read_tokens(const std::filesystem::path& file);

/// Makes a token and returns it, "NAME.SECRET": it is shown once and kept nowhere.
/// Errors: config class "token.name", "token.known".
[[nodiscard]] core::Result<core::Secret> add_token(core::Files& files, const std::filesystem::path& file,
                                                   const std::string& name, std::uint8_t roles, core::Instant now);
/// Errors: config class "token.unknown".
[[nodiscard]] core::Result<> remove_token(core::Files& files, const std::filesystem::path& file,
                                          const std::string& name);

/// Verifies; any thread. Argon2 runs once for each secret that was right: a keyed hash of it is remembered as long as
/// the file says the same of its name.
class TokenKeeper {
 public:
  explicit TokenKeeper(std::filesystem::path file);
  /// Cheap: the file's state is looked at, no Argon2. Nothing: verify() must be asked.
  [[nodiscard]] std::optional<Identity> remembered(const std::string& name, std::string_view secret);
  /// Takes some 30 ms and 16 MiB, one at a time. Nothing when it is wrong: an unknown name takes as long.
  [[nodiscard]] std::optional<Identity> verify(const std::string& name, std::string_view secret);

 private:
  struct Remembered {
    std::string hash;   ///< as the file had it
    std::string keyed;  ///< of the secret, by a key that lives as long as the process
  };
  [[nodiscard]] std::optional<Token> find(const std::string& name);
  [[nodiscard]] std::string keyed(std::string_view secret) const;

  std::filesystem::path file_;
  std::string key_;
  std::mutex mutex_;   ///< of what follows
  std::string stamp_;  ///< of the file as it was read
  std::vector<Token> tokens_;
  std::map<std::string, Remembered> remembered_;
  std::mutex argon_;  ///< one at a time: bounded memory
};

}  // namespace sluss::daemon::control
