#pragma once
// manifest.json: what a backup contains, and by what it is checked to be whole.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "daemon/run/backup/signature.h"
#include "daemon/run/backup/tar.h"

namespace sluss::daemon::backup {

inline constexpr std::string_view manifest_name = "manifest.json";

struct Manifest {
  static constexpr int format = 1;
  std::string made_at;
  std::string version;
  std::string host;
  std::string schema;  ///< "002-audit"
  std::string configuration_digest;
  std::string generation;  ///< "000007.duckdb"; empty before the first run
  std::int64_t last_run = 0;
  std::int64_t journal_entries = 0;
  std::string journal_head;
  std::string state;  ///< which one: the hash of its journal's first entry; empty: none, or an older release's backup
  struct File {
    std::uint64_t size = 0;
    std::string sha256;
    bool operator==(const File&) const = default;
  };
  std::map<std::string, File> files;  ///< by name, the manifest itself aside
  std::vector<std::string> lacks;     ///< codes of what its state had lost; empty: it is whole
  /// The key of its valid signature; nothing: it has none, as those of older releases.
  std::optional<SigningPublicKey> signer;
};

/// Without a signature. signed_manifest_text() signs this text, and adds the signature to it as the member "signature":
/// an older program ignores it.
[[nodiscard]] std::string manifest_text(const Manifest& manifest);
[[nodiscard]] core::Result<std::string> signed_manifest_text(const Manifest& manifest, const SigningKey& key);
/// Checks the signature, if there is one. "backup.damaged", "backup.signature"; config class "backup.newer_format".
[[nodiscard]] core::Result<Manifest> parse_manifest(std::string_view text);
/// From the current entry of `tar`. The same errors.
[[nodiscard]] core::Result<Manifest> read_manifest(TarReader& tar, const TarReader::Entry& entry);

}  // namespace sluss::daemon::backup
