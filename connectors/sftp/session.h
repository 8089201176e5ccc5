#pragma once
// One connection to an SFTP server by libcurl, kept between calls: files up, files down, listings. The server's host
// key is pinned. What went wrong is returned as a Trouble, of which the caller makes an error with its own code and
// remedy. Blocks its caller; one thread. No secret is in a Trouble.

#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/sftp/address.h"
#include "core/error.h"
#include "core/secret.h"

namespace sluss::connectors::sftp {

struct Times {
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(20);
  std::chrono::milliseconds stall = std::chrono::seconds(60);          ///< no byte for so long ends an exchange
  std::chrono::milliseconds total_timeout = std::chrono::minutes(30);  ///< of one exchange
};

struct Options {
  Address address;
  std::vector<std::string> host_keys;  ///< "SHA256:…": each of them is right
  std::filesystem::path key_file;      ///< private key; empty: password
  core::Secret password;               ///< or the key's pass phrase
  Times times;
};

enum class Failure : std::uint8_t {
  host_key,  ///< the server has another key than is pinned
  denied,    ///< user, password or key
  dns,
  connect,
  timeout,
  connection,  ///< it broke
  not_found,   ///< the file or the folder
  permission,
  full,        ///< the server's disk
  refused,     ///< a command
  server,      ///< any other answer
  local_file,  ///< the one to send cannot be read
  partly,      ///< the server took less than was sent
  receiver,    ///< Trouble::error
  cancelled,
};

struct Trouble {
  Failure failure = Failure::server;
  std::string what;                       ///< masked
  std::string server_key = {};            ///< of host_key: the fingerprint that the server sent
  std::optional<core::Error> error = {};  ///< of local_file and receiver: theirs
};

template <class Value = void>
using Tried = std::expected<Value, Trouble>;

/// A file as the server describes it.
struct Stat {
  std::uint64_t bytes = 0;
  std::int64_t modified = 0;  ///< seconds since 1970; 0: not known
};

class Session {
 public:
  /// `options` outlives it.
  Session(const Options& options, std::stop_token stop);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  /// Replaces `name` by the file's bytes; every byte has been acknowledged when it returns.
  [[nodiscard]] Tried<> upload(const std::filesystem::path& file, const std::string& name);
  /// Each in turn until one is refused: {"rename", "a", "b"}, {"rm", "a"}. After a refusal the session is not to be
  /// used again.
  [[nodiscard]] Tried<> commands(const std::vector<std::vector<std::string>>& commands);
  /// Whether the folder can be opened for listing; lists only its beginning.
  [[nodiscard]] Tried<> check_folder();
  /// Names in the folder of all that is no folder, link or pipe by the server's own listing, in its order. At most
  /// `most` bytes of listing are taken; more is a `server` failure.
  [[nodiscard]] Tried<std::vector<std::string>> list(std::size_t most);
  [[nodiscard]] Tried<Stat> stat(const std::string& name);
  /// Each piece of the file as it arrives; an error of `receive` ends it.
  [[nodiscard]] Tried<Stat> download(const std::string& name,
                                     const std::function<core::Result<>(std::string_view)>& receive);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// "SHA256:…" of a host key, as ssh-keygen writes it.
[[nodiscard]] std::string fingerprint_of(std::string_view key);

/// Of the names of a folder those whose line of its long listing ("-rw-r--r-- 1 u g 5 Nov 28 10:00 a.csv") does not
/// call them something else than a file. Servers may write lines as they please: a name without such a line is kept.
[[nodiscard]] std::vector<std::string> regular_names(std::string_view names, std::string_view long_lines);

}  // namespace sluss::connectors::sftp
