#include "connectors/odbc/connect.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "connectors/odbc/words.h"
#include "core/log.h"

namespace sluss::connectors::odbc {

namespace {

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

}  // namespace

core::Result<> say(const Handle& connection, std::string_view sql) {
  const auto statement = SLUSS_TRY(Handle::make(SQL_HANDLE_STMT, connection.get()));
  std::string text(sql);
  if (succeeded(SQLExecDirect(statement.get(), reinterpret_cast<SQLCHAR*>(text.data()),
                              static_cast<SQLINTEGER>(text.size())))) {
    return {};
  }
  const auto told = diagnostic(statement);
  return core::fail(core::ErrorClass::source, "odbc.query", "the database refused \"" + text + "\": " + told.text,
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
std::string number_told(const Handle& connection, std::string_view sql) {
  const auto statement = Handle::make(SQL_HANDLE_STMT, connection.get());
  std::string text(sql);
  std::array<char, 32> value{};
  SQLLEN size = 0;
  const bool told = statement &&
                    succeeded(SQLExecDirect(statement->get(), reinterpret_cast<SQLCHAR*>(text.data()),
                                            static_cast<SQLINTEGER>(text.size()))) &&
                    succeeded(SQLFetch(statement->get())) &&
                    succeeded(SQLGetData(statement->get(), 1, SQL_C_CHAR, value.data(), value.size(), &size));
  std::string number = told && size != SQL_NULL_DATA ? value.data() : "";
  const bool good = std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
  return good ? number : std::string();
}

core::Result<Handle> environment() {
  auto made = SLUSS_TRY(Handle::make(SQL_HANDLE_ENV, nullptr));
  SQLSetEnvAttr(made.get(), SQL_ATTR_ODBC_VERSION, attribute_value(SQL_OV_ODBC3), 0);
  return made;
}

core::Result<> open_sqlite(Connected& connected, const std::stop_token& stop) {
  const auto& options = connected.options;
  constexpr std::chrono::seconds reading{100};  // the driver's own
  connected.sqlite_stop = std::make_unique<SqliteStop>(stop, options.writable ? options.stall : reading);
  (void)connected.sqlite_stop->watch_next_connection();  // else it is stopped between rows
  connected.connection = SLUSS_TRY(open(connected.environment, options, options_of(connected.server, options)));
  connected.sqlite_stop->connected();
  return {};
}

/// Before anything else is asked: the zone that instants are told in, and whether the server may write.
core::Result<> prepare_session(const Connected& connected) {
  const auto& row = *connected.server.row;
  for (const auto& sql : {row.utc, connected.options.writable ? row.writable : row.read_only}) {
    if (!sql.empty()) SLUSS_TRY(say(connected.connection, sql));
  }
  if (connected.sqlite_stop && !connected.options.writable) connected.sqlite_stop->only_reads();
  return {};
}

}  // namespace

core::Result<Connected> connect(const Options& options, const std::stop_token& stop) {
  if (stop.stop_requested()) {
    return core::fail(core::ErrorClass::cancelled, "odbc.cancelled", "the query was stopped", "start it again");
  }
  Connected connected;
  connected.options = options;
  connected.environment = SLUSS_TRY(environment());
  connected.connection = SLUSS_TRY(open(connected.environment, options, any_options));
  connected.server = SLUSS_TRY(server_of(connected.connection));
  const auto more = options_of(connected.server, options);
  if (connected.server.sqlite) {
    SLUSS_TRY(open_sqlite(connected, stop));
  } else if (!more.empty()) {
    connected.connection = SLUSS_TRY(open(connected.environment, options, more));
  }
  SLUSS_TRY(prepare_session(connected));
  if (const auto asked = connected.server.row->session; !asked.empty()) {
    connected.session = number_told(connected.connection, asked);
  }
  return connected;
}

core::Result<Connected> connect_beside(const Connected& first) {
  Connected connected;
  connected.options = first.options;
  constexpr std::chrono::seconds patience{5};
  auto& options = connected.options;
  options.login_timeout = std::min<decltype(options.login_timeout)>(options.login_timeout, patience);
  options.stall = std::min<decltype(options.stall)>(options.stall, patience);
  options.query_timeout = std::min<decltype(options.query_timeout)>(options.query_timeout, patience);
  connected.environment = SLUSS_TRY(environment());
  const auto bounded = options_of(first.server, options);
  connected.connection = SLUSS_TRY(open(connected.environment, options, bounded.empty() ? any_options : bounded));
  return connected;
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
