#include "daemon/deliver/delivery.h"

#include <utility>

#include "daemon/deliver/folder.h"
#include "daemon/deliver/odbc_table.h"
#include "daemon/deliver/sftp.h"
#include "daemon/settings/credential.h"

namespace sluss::daemon::deliver {
namespace {

/// One function for each kind of target.
struct Maker {
  const settings::Settings& settings;
  core::Files& files;

  core::Result<Target> operator()(const settings::FolderTarget& folder) const {
    return folder_target(files, folder.path, folder.file_mode);
  }

  core::Result<Target> operator()(const settings::SftpTarget& server) const {
    SftpOptions options;
    options.address = server.address;
    options.host_keys = server.host_keys;
    options.times = {.connect_timeout = settings.delivery.connect_timeout,
                     .stall = settings.delivery.stall,
                     .total_timeout = settings.delivery.total_timeout};
    if (!server.key.empty()) {
      options.key_file = SLUSS_TRY(settings::credential_file(settings, server.key));
    }
    if (!server.credential.empty()) {
      options.password = SLUSS_TRY(settings::credential(settings, server.credential));
    }
    return sftp_target(std::move(options));
  }

  core::Result<Target> operator()(const settings::TableTarget& table) const {
    const auto& name = table.database;
    const auto* database = settings::find_database(settings, name);
    if (database == nullptr) {
      return core::fail(core::ErrorClass::config, "config.reference", "no target is named '" + name + "'",
                        "Add a table [target." + name + "] with its connection.", {.file = settings.file.string()});
    }
    TableOptions options;
    options.target = settings::to_text(settings::PublishTarget(table));
    options.connection.connection = database->connection;
    options.times = settings.delivery;
    if (!database->credential.empty()) {
      options.connection.password = SLUSS_TRY(settings::credential(settings, database->credential));
    }
    options.table = table.table;
    options.keys = table.keys;
    options.mode = table.mode;
    return odbc_target(std::move(options));
  }
};

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

core::Result<Target> make_target(const settings::Settings& settings, const settings::PublishTarget& target,
                                 core::Files& files) {
  return std::visit(Maker{settings, files}, target);
}

core::Result<std::string> try_target(const settings::Settings& settings, const settings::PublishTarget& target,
                                     core::Files& files, std::stop_token stop) {
  const auto made = SLUSS_TRY(make_target(settings, target, files));
  return std::visit([&](const auto& one) { return one->try_out(stop); }, made);
}

}  // namespace sluss::daemon::deliver
