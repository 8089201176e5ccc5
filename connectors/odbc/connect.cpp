#include "connectors/odbc/connect.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/log.h"

namespace sluss::connectors::odbc {

namespace {

/// psqlodbc holds a whole result in memory unless it declares a cursor, tells booleans as text, and invents the widths
/// that it does not know unless it is asked not to.
constexpr std::string_view postgres_options =
    "UseDeclareFetch=1;Fetch=256;BoolsAsChar=0;ByteaAsLongVarBinary=1;UnknownSizes=1;MaxVarcharSize=255;"
    "MaxLongVarcharSize=8190;";
/// SQLite's driver holds a whole result in memory unless it steps.
constexpr std::string_view sqlite_options = "StepAPI=1;NoCreat=1;";
/// Before the driver has told its name: SQLite's makes an empty database of a wrong path. Others pass it over.
constexpr std::string_view any_options = "NoCreat=1;";

/// A network that swallows everything must not hold a delivery for ever.
std::string postgres_silence(std::chrono::seconds stall) {
  return "pqopt={tcp_user_timeout=" + std::to_string(stall.count() * 1000) +
         " keepalives_idle=" + std::to_string(stall.count()) + " keepalives_interval=5 keepalives_count=3};";
}
/// For another's lock on the file.
std::string sqlite_wait(std::chrono::seconds stall) {
  return "Timeout=" + std::to_string(stall.count() * 1000) + ";";
}
std::string mariadb_silence(std::chrono::seconds stall) {
  const auto seconds = std::to_string(stall.count());
  return "READ_TIMEOUT=" + seconds + ";WRITE_TIMEOUT=" + seconds + ";";
}

/// psqlodbc tells 08001 of everything that goes wrong at a login; libpq's words are all there is.
bool refused_login(const Diagnostic& told) {
  if (told.state == "28000" || told.state == "28P01") return true;
  constexpr std::array<std::string_view, 6> words{"authentication failed", "no password supplied",
                                                  "no pg_hba.conf entry",  "permission denied for database",
                                                  "autentisering",         "\" does not exist"};
  return told.state == "08001" &&
         std::ranges::any_of(words, [&](auto word) { return told.text.find(word) != std::string::npos; });
}

/// {…}, with its closing brace doubled: a password may hold a semicolon.
std::string braced(std::string_view text) {
  std::string out = "{";
  for (const char c : text) {
    out += c;
    if (c == '}') out += c;
  }
  return out + "}";
}

core::Result<Handle> open(const Handle& environment, const Options& options, std::string_view more) {
  SLUSS_ASSIGN(auto connection, Handle::make(SQL_HANDLE_DBC, environment.get()));
  SQLSetConnectAttr(connection.get(), SQL_ATTR_LOGIN_TIMEOUT, attribute_value(options.login_timeout.count()), 0);
  if (!options.writable)
    SQLSetConnectAttr(connection.get(), SQL_ATTR_ACCESS_MODE, attribute_value(SQL_MODE_READ_ONLY), 0);
  std::string text = options.connection;
  if (!text.ends_with(';')) text += ';';
  text += more;
  if (!options.password.empty()) {
    core::log::mask_always(options.password.reveal_secret());
    text += "PWD=" + braced(options.password.reveal_secret()) + ";";
  }
  const auto code = SQLDriverConnect(connection.get(), nullptr, reinterpret_cast<SQLCHAR*>(text.data()),
                                     static_cast<SQLSMALLINT>(text.size()), nullptr, 0, nullptr, SQL_DRIVER_NOPROMPT);
  std::ranges::fill(text, '\0');
  if (succeeded(code)) {
    connection.set_connected();
    return connection;
  }
  const auto told = diagnostic(connection);
  if (refused_login(told)) {
    return core::fail(core::ErrorClass::config, "odbc.denied", "the database refused the login: " + told.text,
                      "check the user in `connection` and the credential of the source");
  }
  if (told.text.find("[SQLite]") != std::string::npos) {
    return core::fail(core::ErrorClass::config, "odbc.connect", "cannot open the database file: " + told.text,
                      "name a database file that is there, and that the user of this program may read");
  }
  const bool unknown = told.state == "IM002" || told.state == "IM003" || told.state == "01000";
  return core::fail(unknown ? core::ErrorClass::config : core::ErrorClass::transient, "odbc.connect",
                    "cannot connect (" + told.state + "): " + told.text,
                    unknown ? "name an installed driver (odbcinst -q -d) or data source (odbcinst -q -s)"
                            : "check that the database server answers from this machine");
}

core::Result<> say(const Handle& connection, std::string_view sql) {
  SLUSS_ASSIGN(const auto statement, Handle::make(SQL_HANDLE_STMT, connection.get()));
  std::string text(sql);
  if (succeeded(SQLExecDirect(statement.get(), reinterpret_cast<SQLCHAR*>(text.data()),
                              static_cast<SQLINTEGER>(text.size())))) {
    return {};
  }
  const auto told = diagnostic(statement);
  return core::fail(core::ErrorClass::source, "odbc.query", "the database refused \"" + text + "\": " + told.text,
                    "allow the user to set its session");
}

}  // namespace

core::Result<Connected> connect(const Options& options) {
  Connected connected;
  SLUSS_ASSIGN(connected.environment, Handle::make(SQL_HANDLE_ENV, nullptr));
  SQLSetEnvAttr(connected.environment.get(), SQL_ATTR_ODBC_VERSION, attribute_value(SQL_OV_ODBC3), 0);
  SLUSS_ASSIGN(connected.connection, open(connected.environment, options, any_options));
  SLUSS_ASSIGN(connected.server, server_of(connected.connection));
  if (connected.server.sqlite) {
    const auto wait = options.writable ? sqlite_wait(options.stall) : std::string();
    SLUSS_ASSIGN(connected.connection, open(connected.environment, options, std::string(sqlite_options) + wait));
    if (!options.writable) SLUSS_TRY(say(connected.connection, "pragma query_only = 1"));
  }
  if (connected.server.postgres) {
    const auto silent = options.writable ? postgres_silence(options.stall) : std::string();
    SLUSS_ASSIGN(connected.connection, open(connected.environment, options, std::string(postgres_options) + silent));
    SLUSS_TRY(say(connected.connection, "set time zone 'UTC'"));
    if (!options.writable) SLUSS_TRY(say(connected.connection, "set session characteristics as transaction read only"));
  }
  if (connected.server.mariadb && options.writable) {
    SLUSS_ASSIGN(connected.connection, open(connected.environment, options, mariadb_silence(options.stall)));
  }
  return connected;
}

core::Result<std::vector<std::string>> drivers() {
  SLUSS_ASSIGN(const auto environment, Handle::make(SQL_HANDLE_ENV, nullptr));
  SQLSetEnvAttr(environment.get(), SQL_ATTR_ODBC_VERSION, attribute_value(SQL_OV_ODBC3), 0);
  std::vector<std::string> names;
  std::array<SQLCHAR, 256> name{}, attributes{};
  SQLSMALLINT name_size = 0, attributes_size = 0;
  SQLUSMALLINT direction = SQL_FETCH_FIRST;
  while (
      succeeded(SQLDrivers(environment.get(), direction, name.data(), static_cast<SQLSMALLINT>(name.size()), &name_size,
                           attributes.data(), static_cast<SQLSMALLINT>(attributes.size()), &attributes_size))) {
    names.emplace_back(reinterpret_cast<const char*>(name.data()));
    direction = SQL_FETCH_NEXT;
  }
  return names;
}

}  // namespace sluss::connectors::odbc
