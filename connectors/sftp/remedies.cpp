#include "connectors/sftp/remedies.h"

namespace sluss::connectors::sftp {

std::string host_key_remedy(const Trouble& trouble) {
  if (trouble.server_key.empty()) return "See the server's host key and `host_key`.";
  return "Ask the server's owner whether it has got a new key, not the network. If it has, write host_key = \"" +
         trouble.server_key + "\". Nothing was sent, the password least of all.";
}

std::string denied_remedy(const Options& options, std::string_view address) {
  const auto user = "Check the user in `" + std::string(address) + "`";
  if (options.key_file.empty()) return user + " and the password of `credential` with the server's owner.";
  return user +
         ", that the server knows the public key, and the pass phrase of `credential`. The key must be Ed25519 or "
         "ECDSA, in OpenSSH's format.";
}

}  // namespace sluss::connectors::sftp
