#include "daemon/deliver/sftp.h"

#include <tuple>
#include <utility>

#include "connectors/sftp/remedies.h"
#include "core/kill_point.h"

namespace sluss::daemon::deliver {
namespace {

using connectors::sftp::Failure;
using connectors::sftp::Session;
using connectors::sftp::Tried;
using connectors::sftp::Trouble;
using core::ErrorClass;

std::unexpected<core::Error> error_of(const Trouble& trouble, const SftpOptions& options) {
  core::Place place{.file = options.address.text()};
  const auto made = [&](ErrorClass error_class, std::string_view name, std::string remedy) {
    return core::fail(error_class, name, trouble.what, std::move(remedy), place);
  };
  const std::string network = "Check `to`, the network and the firewall; the next run tries again.";
  switch (trouble.failure) {
    case Failure::host_key:
      place.field = "host_key";
      return made(ErrorClass::config, "delivery.host_key", connectors::sftp::host_key_remedy(trouble));
    case Failure::denied:
      return made(ErrorClass::config, "delivery.denied", connectors::sftp::denied_remedy(options, "to"));
    case Failure::dns:
      return made(ErrorClass::transient, "delivery.dns", "Check the host in `to` and the machine's name servers.");
    case Failure::connect:
      return made(ErrorClass::transient, "delivery.connect", network);
    case Failure::timeout:
      return made(ErrorClass::transient, "delivery.timeout",
                  "The next run tries again; if the server is known to be slow, raise the times in [delivery].");
    case Failure::not_found:
      return made(ErrorClass::config, "delivery.folder",
                  "Create the folder of `to` on the server, or correct it; sluss does not create it.");
    case Failure::permission:
      return made(ErrorClass::config, "delivery.permission", "Let the user of `to` write in the folder on the server.");
    case Failure::full:
      return made(ErrorClass::storage, "delivery.full", "Ask the server's owner for room; the next run tries again.");
    case Failure::refused:
      return made(ErrorClass::source, "delivery.refused",
                  "Let the user of `to` write, rename and remove in the folder on the server.");
    case Failure::cancelled:
      return made(ErrorClass::cancelled, "delivery.cancelled", "The next run delivers what the server lacks.");
    case Failure::connection:
      return made(ErrorClass::transient, "delivery.connection", network);
    case Failure::partly:
      return made(ErrorClass::transient, "delivery.connection", "The next run sends it again.");
    case Failure::local_file:
    case Failure::receiver:
      return std::unexpected(*trouble.error);
    case Failure::server:
      break;
  }
  return made(ErrorClass::source, "delivery.server", "See the server's log for what it refused.");
}

core::Result<> result_of(const Tried<>& tried, const SftpOptions& options) {
  if (tried) return {};
  return error_of(tried.error(), options);
}

class SftpTarget final : public FileTarget {
 public:
  explicit SftpTarget(SftpOptions options) : options_(std::move(options)) {}

  core::Result<PutResult> put(const OutgoingFile& file, std::stop_token stop) override {
    const auto part = file.name + ".part";
    auto moved = upload_and_rename(file, part, stop);
    if (!moved && moved.error().code == "delivery.refused") moved = replace(part, file.name, stop);
    if (moved) {
      SLUSS_KILL_POINT("publish.renamed");
      return PutResult{.places = {place_of(file.name)}};
    }
    if (moved.error().code != "delivery.refused") return std::unexpected(std::move(moved).error());
    // The old file cannot be moved away: it is in use, as servers on Windows answer.
    if (replace(part, file.dated, stop) || rename(part, file.dated, stop))
      return PutResult{.places = {place_of(file.dated)}, .dated = true, .note = moved.error().what};
    std::ignore = Session(options_, stop).commands({{"rm", part}});
    auto error = std::move(moved).error();
    error.remedy = "Let the user of `to` rename and remove files in the folder on the server.";
    return std::unexpected(std::move(error));
  }

  core::Result<std::string> try_out(std::stop_token stop) override {
    Session session(options_, std::move(stop));
    SLUSS_TRY(result_of(session.check_folder(), options_));
    return options_.address.text() + " answered, and its folder is there";
  }

 private:
  [[nodiscard]] std::string place_of(const std::string& name) const {
    const auto folder = options_.address.text();
    return folder + (folder.ends_with('/') ? "" : "/") + name;
  }

  /// Over the old one where the server can.
  core::Result<> upload_and_rename(const OutgoingFile& file, const std::string& part, const std::stop_token& stop) {
    Session session(options_, stop);
    SLUSS_TRY(result_of(session.upload(file.path, part), options_));
    SLUSS_KILL_POINT("publish.written");
    return result_of(session.commands({{"rename", part, file.name}}), options_);
  }
  core::Result<> rename(const std::string& part, const std::string& name, const std::stop_token& stop) {
    return result_of(Session(options_, stop).commands({{"rename", part, name}}), options_);
  }
  /// OpenSSH answers the plain rename of SFTP version 3 with a refusal when the name is taken, and libcurl has no
  /// other. Then the old one goes first: there is none for a moment, and never a half.
  core::Result<> replace(const std::string& part, const std::string& name, const std::stop_token& stop) {
    return result_of(Session(options_, stop).commands({{"rm", name}, {"rename", part, name}}), options_);
  }

  SftpOptions options_;
};

}  // namespace

std::unique_ptr<FileTarget> sftp_target(SftpOptions options) {
  return std::make_unique<SftpTarget>(std::move(options));
}

}  // namespace sluss::daemon::deliver
