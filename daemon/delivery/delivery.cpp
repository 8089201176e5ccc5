#include "daemon/delivery/delivery.h"

#include <utility>

#include "daemon/delivery/folder.h"
#include "daemon/delivery/odbc_table.h"
#include "daemon/delivery/sftp.h"
#include "daemon/settings/sftp_address.h"

namespace sluss::daemon::delivery {
namespace {

constexpr std::string_view folder_scheme = "folder:";
constexpr std::string_view odbc_scheme = "odbc:";

core::Result<Target> make_sftp(const settings::Settings& settings, const settings::Publish& publish) {
  SftpOptions options;
  SLUSS_ASSIGN(options.address, settings::parse_sftp_address(publish.to));
  options.host_key = publish.host_key;
  options.times = settings.delivery;
  if (!publish.key.empty()) {
    SLUSS_ASSIGN(options.key_file, settings::credential_file(settings, publish.key));
  }
  if (!publish.credential.empty()) {
    SLUSS_ASSIGN(options.password, settings::credential(settings, publish.credential));
  }
  return sftp_target(std::move(options));
}

core::Result<Target> make_odbc(const settings::Settings& settings, const settings::Publish& publish) {
  const auto name = publish.to.substr(odbc_scheme.size());
  const auto* database = settings::find_database(settings, name);
  if (database == nullptr) {
    return core::fail(core::ErrorClass::config, "config.reference", "no target is named '" + name + "'",
                      "Add a table [target." + name + "] with its connection.", {.file = settings.file.string()});
  }
  TableOptions options;
  options.target = publish.to;
  options.connection.connection = database->connection;
  options.times = settings.delivery;
  if (!database->credential.empty()) {
    SLUSS_ASSIGN(options.connection.password, settings::credential(settings, database->credential));
  }
  options.table = parse_table_name(publish.table.empty() ? publish.dataset : publish.table);
  options.keys = publish.keys;
  options.mode = publish.mode == "merge" ? TableMode::merge : TableMode::replace;
  return odbc_target(std::move(options));
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::written:
      return "written";
    case Outcome::dated:
      return "dated";
    case Outcome::unchanged:
      return "unchanged";
    case Outcome::failed:
      return "failed";
  }
  return "";
}

std::string_view kind_of(const settings::Publish& publish) {
  return std::string_view(publish.to).substr(0, publish.to.find(':'));
}

core::Result<Target> make_target(const settings::Settings& settings, const settings::Publish& publish,
                                 core::Files& files) {
  const auto kind = kind_of(publish);
  if (kind == "folder") return folder_target(files, publish.to.substr(folder_scheme.size()), publish.file_mode);
  if (kind == "sftp") return make_sftp(settings, publish);
  if (kind == "odbc") return make_odbc(settings, publish);
  return core::fail(core::ErrorClass::config, "publish.target", "cannot publish to \"" + publish.to + "\"",
                    "Write \"folder:/path\", \"sftp://user@host/path\" or \"odbc:NAME\".",
                    {.file = settings.file.string()});
}

core::Result<std::string> try_target(const settings::Settings& settings, const settings::Publish& publish,
                                     core::Files& files, std::stop_token stop) {
  SLUSS_ASSIGN(const auto target, make_target(settings, publish, files));
  return std::visit([&](const auto& one) { return one->try_out(stop); }, target);
}

}  // namespace sluss::daemon::delivery
