#pragma once
// Whether a token is right, by the current file of tokens.

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"
#include "daemon/serve/door/door.h"
#include "daemon/serve/door/tokens.h"

namespace sluss::daemon::door {

/// Any thread.
class TokenKeeper {
 public:
  explicit TokenKeeper(std::filesystem::path file);

  struct TokenCheck {
    std::optional<Identity> identity;  ///< the token is right
    bool slow = false;                 ///< only verify_slow() can decide
  };
  /// Returns at once. The file is read again when it has changed; a name that it does not have costs nothing.
  [[nodiscard]] TokenCheck check(const std::string& name, std::string_view secret);
  /// Argon2, one at a time. The hash of a right token is replaced by a fast one in the file, so that it is not slow
  /// again.
  [[nodiscard]] std::optional<Identity> verify_slow(const std::string& name, std::string_view secret);

 private:
  [[nodiscard]] std::optional<Token> find(const std::string& name);

  std::filesystem::path file_;
  std::unique_ptr<core::Files> files_ = core::real_files();
  std::mutex mutex_;            ///< of what follows
  std::string stamp_;           ///< of the file as it was read
  std::string reported_stamp_;  ///< of one that could not be read: logged once
  std::vector<Token> tokens_;
  /// Fast hashes of slow tokens that were right, by the slow hash: for when the file cannot be written.
  std::map<std::string, std::string> fast_hashes_;
  std::mutex argon_;  ///< one at a time: bounded memory
};

}  // namespace sluss::daemon::door
