#include "daemon/deliver/sftp.h"

#include <tuple>
#include <utility>

#include "core/kill_point.h"
#include "daemon/deliver/sftp_session.h"

namespace sluss::daemon::deliver {
namespace {

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
    std::ignore = SftpSession(options_, stop).commands({{"rm", part}});
    auto error = std::move(moved).error();
    error.remedy = "Let the user of `to` rename and remove files in the folder on the server.";
    return std::unexpected(std::move(error));
  }

  core::Result<std::string> try_out(std::stop_token stop) override {
    SftpSession session(options_, std::move(stop));
    SLUSS_TRY(session.check_folder());
    return options_.address.text() + " answered, and its folder is there";
  }

 private:
  [[nodiscard]] std::string place_of(const std::string& name) const {
    const auto folder = options_.address.text();
    return folder + (folder.ends_with('/') ? "" : "/") + name;
  }

  /// Over the old one where the server can.
  core::Result<> upload_and_rename(const OutgoingFile& file, const std::string& part, const std::stop_token& stop) {
    SftpSession session(options_, stop);
    SLUSS_TRY(session.upload(file.path, part));
    SLUSS_KILL_POINT("publish.written");
    return session.commands({{"rename", part, file.name}});
  }
  core::Result<> rename(const std::string& part, const std::string& name, const std::stop_token& stop) {
    return SftpSession(options_, stop).commands({{"rename", part, name}});
  }
  /// OpenSSH answers the plain rename of SFTP version 3 with a refusal when the name is taken, and libcurl has no
  /// other. Then the old one goes first: there is none for a moment, and never a half.
  core::Result<> replace(const std::string& part, const std::string& name, const std::stop_token& stop) {
    return SftpSession(options_, stop).commands({{"rm", name}, {"rename", part, name}});
  }

  SftpOptions options_;
};

}  // namespace

std::unique_ptr<FileTarget> sftp_target(SftpOptions options) {
  return std::make_unique<SftpTarget>(std::move(options));
}

}  // namespace sluss::daemon::deliver
