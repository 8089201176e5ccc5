#include "daemon/settings/publish.h"

namespace sluss::daemon::settings {
namespace {

std::string address_of(const FolderTarget& folder) {
  return "folder:" + folder.path.string();
}
std::string address_of(const SftpTarget& server) {
  return server.address.text();
}
std::string address_of(const TableTarget& table) {
  return "odbc:" + table.database;
}

struct KindName {
  std::string_view operator()(const FolderTarget&) const { return "folder"; }
  std::string_view operator()(const SftpTarget&) const { return "sftp"; }
  std::string_view operator()(const TableTarget&) const { return "odbc"; }
};

}  // namespace

TableName parse_table_name(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return {.schema = {}, .name = std::string(text)};
  return {.schema = std::string(text.substr(0, dot)), .name = std::string(text.substr(dot + 1))};
}

std::string to_text(const TableName& table) {
  return (table.schema.empty() ? "" : table.schema + ".") + table.name;
}

std::string_view kind_of(const PublishTarget& target) {
  return std::visit(KindName{}, target);
}

std::string to_text(const PublishTarget& target) {
  return std::visit([](const auto& one) { return address_of(one); }, target);
}

}  // namespace sluss::daemon::settings
