#include "connectors/odbc/connect.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "connectors/odbc/words.h"
#include "core/log.h"

namespace sluss::connectors::odbc {

namespace {

/// Before the driver's name is known: SQLite's makes an empty database of a wrong path. Others ignore it.
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

/// psqlodbc reports 08001 for everything that goes wrong at a login; only libpq's words tell one cause from another.
bool refused_login(const Diagnostic& reason) {
  if (reason.state == "28000" || reason.state == "28P01") return true;
  constexpr std::array<std::string_view, 6> words{"authentication failed", "no password supplied",
                                                  "no pg_hba.conf entry",  "permission denied for database",
                                                  "autentisering",         "\" does not exist"};
  return reason.state == "08001" &&
         std::ranges::any_of(words, [&](auto word) { return reason.text.find(word) != std::string::npos; });
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
  auto connection = SLUSS_TRY(Handle::make(SQL_HANDLE_DBC, environment.get()));
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
  const auto reason = diagnostic(connection);
  if (refused_login(reason)) {
    return core::fail(core::ErrorClass::config, "odbc.denied", "the database refused the login: " + reason.text,
                      "check the user in `connection` and the credential of the source");
  }
  if (reason.text.find("[SQLite]") != std::string::npos) {
    return core::fail(core::ErrorClass::config, "odbc.connect", "cannot open the database file: " + reason.text,
                      "name a database file that is there, and that the user of this program may read");
  }
  const bool unknown = reason.state == "IM002" || reason.state == "IM003" || reason.state == "01000";
  return core::fail(unknown ? core::ErrorClass::config : core::ErrorClass::transient, "odbc.connect",
                    "cannot connect (" + reason.state + "): " + reason.text,
                    unknown ? "name an installed driver (odbcinst -q -d) or data source (odbcinst -q -s)"
                            : "check that the database server answers from this machine");
}

}  // namespace

core::Result<> run_statement(const Handle& connection, std::string_view sql) {
  const auto statement = SLUSS_TRY(Handle::make(SQL_HANDLE_STMT, connection.get()));
  std::string text(sql);
  if (succeeded(SQLExecDirect(statement.get(), reinterpret_cast<SQLCHAR*>(text.data()),
                              static_cast<SQLINTEGER>(text.size())))) {
    return {};
  }
  const auto reason = diagnostic(statement);
  return core::fail(core::ErrorClass::source, "odbc.query", "the database refused \"" + text + "\": " + reason.text,
                    "allow the user to set its session");
}

namespace {

/// The options of the driver's row, and for how long the network or another's lock may be silent.
std::string options_of(const Server& server, const Options& options) {
  std::string text(server.row->options);
  if (server.postgres) text += postgres_silence(options.stall);
  if (server.mariadb) text += mariadb_silence(options.writable ? options.stall : options.query_timeout);
  if (server.sqlite && options.writable) text += sqlite_wait(options.stall);
  return text;
}

/// The first value, when it is a number; else nothing.
std::string read_number(const Handle& connection, std::string_view sql) {
  const auto statement = Handle::make(SQL_HANDLE_STMT, connection.get());
  std::string text(sql);
  std::array<char, 32> value{};
  SQLLEN size = 0;
  const bool read = statement &&
                    succeeded(SQLExecDirect(statement->get(), reinterpret_cast<SQLCHAR*>(text.data()),
                                            static_cast<SQLINTEGER>(text.size()))) &&
                    succeeded(SQLFetch(statement->get())) &&
                    succeeded(SQLGetData(statement->get(), 1, SQL_C_CHAR, value.data(), value.size(), &size));
  std::string number = read && size != SQL_NULL_DATA ? value.data() : "";
  const bool good = std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
  return good ? number : std::string();
}

core::Result<Handle> environment() {
  auto made = SLUSS_TRY(Handle::make(SQL_HANDLE_ENV, nullptr));
  SQLSetEnvAttr(made.get(), SQL_ATTR_ODBC_VERSION, attribute_value(SQL_OV_ODBC3), 0);
  return made;
}

core::Result<> open_sqlite(OpenConnection& connection, const std::stop_token& stop) {
  const auto& options = connection.options;
  constexpr std::chrono::seconds reading{100};  // the driver's own
  connection.sqlite_stop = std::make_unique<SqliteStop>(stop, options.writable ? options.stall : reading);
  (void)connection.sqlite_stop->watch_next_connection();  // else it is stopped between rows
  connection.handle = SLUSS_TRY(open(connection.environment, options, options_of(connection.server, options)));
  connection.sqlite_stop->connected();
  return {};
}

/// Before any query: the zone of instants, and whether the session may write.
core::Result<> prepare_session(const OpenConnection& connection) {
  const auto& row = *connection.server.row;
  for (const auto& sql : {row.utc, connection.options.writable ? row.writable : row.read_only}) {
    if (!sql.empty()) SLUSS_TRY(run_statement(connection.handle, sql));
  }
  if (connection.sqlite_stop && !connection.options.writable) connection.sqlite_stop->only_reads();
  return {};
}

}  // namespace

core::Result<OpenConnection> connect(const Options& options, const std::stop_token& stop) {
  if (stop.stop_requested()) {
    return core::fail(core::ErrorClass::cancelled, "odbc.cancelled", "the query was stopped", "start it again");
  }
  OpenConnection connection;
  connection.options = options;
  connection.environment = SLUSS_TRY(environment());
  connection.handle = SLUSS_TRY(open(connection.environment, options, any_options));
  connection.server = SLUSS_TRY(server_of(connection.handle));
  const auto more = options_of(connection.server, options);
  if (connection.server.sqlite) {
    SLUSS_TRY(open_sqlite(connection, stop));
  } else if (!more.empty()) {
    connection.handle = SLUSS_TRY(open(connection.environment, options, more));
  }
  SLUSS_TRY(prepare_session(connection));
  if (const auto sql = connection.server.row->session; !sql.empty()) {
    connection.session = read_number(connection.handle, sql);
  }
  return connection;
}

core::Result<OpenConnection> connect_second(const OpenConnection& first) {
  OpenConnection connection;
  connection.options = first.options;
  constexpr std::chrono::seconds patience{5};
  auto& options = connection.options;
  options.login_timeout = std::min<decltype(options.login_timeout)>(options.login_timeout, patience);
  options.stall = std::min<decltype(options.stall)>(options.stall, patience);
  options.query_timeout = std::min<decltype(options.query_timeout)>(options.query_timeout, patience);
  connection.environment = SLUSS_TRY(environment());
  const auto bounded = options_of(first.server, options);
  connection.handle = SLUSS_TRY(open(connection.environment, options, bounded.empty() ? any_options : bounded));
  return connection;
}

core::Result<std::vector<std::string>> drivers() {
  const auto manager = SLUSS_TRY(environment());
  std::vector<std::string> names;
  std::array<SQLCHAR, 256> name{}, attributes{};
  SQLSMALLINT name_size = 0, attributes_size = 0;
  SQLUSMALLINT direction = SQL_FETCH_FIRST;
  while (succeeded(SQLDrivers(manager.get(), direction, name.data(), static_cast<SQLSMALLINT>(name.size()), &name_size,
                              attributes.data(), static_cast<SQLSMALLINT>(attributes.size()), &attributes_size))) {
    names.push_back(words_of(reinterpret_cast<const char*>(name.data())));
    direction = SQL_FETCH_NEXT;
  }
  return names;
}

}  // namespace sluss::connectors::odbc
