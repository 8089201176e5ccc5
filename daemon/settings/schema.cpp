#include "daemon/settings/schema.h"

#include <array>

namespace sluss::daemon::settings {
namespace {

constexpr double day = 86'400'000.0;
constexpr double ten_days = 10 * day;
constexpr double ten_years = 3'653 * day;
constexpr std::string_view first = "0.1.0";

using V = ValueType;
using T = Target;

// clang-format off
constexpr std::array<Table, 10> all_tables{{
    {"", "", "Whose figures, and where everything is kept."},
    {"warehouse", "[warehouse]", "The embedded warehouse: a folder of generations, of which `current` is read."},
    {"archive", "[archive]", "Raw answers as they came, compressed and named by their SHA-256."},
    {"log", "[log]", "What the program says on standard error."},
    {"http", "[http]", "The one HTTP client that all sources share."},
    {"gates", "[gates]", "When a series is held for a person to look at, instead of being committed."},
    {"control", "[control]", "How people and machines reach the daemon. docs/api.md explains identities, roles and the reverse proxy."},
    {"source", "[source.NAME]", "Where figures come from. A source named `kolada` needs no table of its own."},
    {"job", "[[job]]", "What to load from a source, and how often. One table a job."},
    {"publish", "[[publish]]", "Datasets that are written to a folder after each run that changed them."},
}};

constexpr auto all_keys = std::to_array<Key>({
    // table, name, type, default, required, measure, description, words, least, most, kind, example, since, setter
    {"", "municipality", V::text, "", true, "code or name",
     "Your own municipality: four digits with zeros kept, or its name.", "", 0, 0, "", "\"1981\"", first,
     [](T& t, const Value& v) { t.settings.municipality = v.text; }},
    {"", "state", V::text, "", true, "folder",
     "Archive, journal and warehouse lie here. The only folder to back up.", "", 0, 0, "", "\"/var/lib/sluss\"", first,
     [](T& t, const Value& v) { t.settings.state = v.text; }},

    {"warehouse", "url", V::text, "", false, "duckdb:FOLDER",
     "The folder of generations; `<state>/warehouse` unless said.", "", 0, 0, "", "\"duckdb:/var/lib/sluss/warehouse\"", first,
     [](T& t, const Value& v) { t.settings.warehouse_folder = v.text; }},
    {"warehouse", "generations", V::integer, "2", false, "files",
     "How many generations stay on disk. Two lets a damaged one fall back to the one before.", "", 1, 100, "", "", first,
     [](T& t, const Value& v) { t.settings.generations = static_cast<int>(v.integer); }},
    {"warehouse", "memory", V::size, "\"512MB\"", false, "size",
     "The engine's memory limit.", "", 64e6, 1e13, "", "", first,
     [](T& t, const Value& v) { t.settings.memory = v.text; t.settings.memory_bytes = v.size; }},
    {"warehouse", "threads", V::integer, "2", false, "threads",
     "The engine's threads.", "", 1, 256, "", "", first,
     [](T& t, const Value& v) { t.settings.threads = static_cast<int>(v.integer); }},

    {"archive", "zstd_level", V::integer, "1", false, "level",
     "Compression: 1 is quick, 19 is small.", "", 1, 19, "", "", first,
     [](T& t, const Value& v) { t.settings.archive_zstd_level = static_cast<int>(v.integer); }},

    {"log", "level", V::text, "\"info\"", false, "", "The least that is logged.", "debug|info|warning|error", 0, 0, "", "", first,
     [](T& t, const Value& v) { t.settings.log_level = v.text; }},
    {"log", "format", V::text, "\"automatic\"", false, "",
     "`automatic` is the journal under systemd, else text.", "automatic|text|json|journal", 0, 0, "", "", first,
     [](T& t, const Value& v) { t.settings.log_format = v.text; }},

    {"http", "attempts", V::integer, "6", false, "attempts",
     "How often one request is tried before its error is believed. 1 never retries.", "", 1, 100, "", "", first,
     [](T& t, const Value& v) { t.settings.http.attempts = static_cast<int>(v.integer); }},
    {"http", "budget", V::duration, "\"10min\"", false, "duration",
     "All attempts of one request together.", "", 1, ten_days, "", "", first,
     [](T& t, const Value& v) { t.settings.http.budget = v.duration; }},
    {"http", "connect_timeout", V::duration, "\"20s\"", false, "duration",
     "Name look-up, TCP and TLS together.", "", 1, day, "", "", first,
     [](T& t, const Value& v) { t.settings.http.connect_timeout = v.duration; }},
    {"http", "total_timeout", V::duration, "\"10min\"", false, "duration",
     "One attempt from start to end.", "", 1, ten_days, "", "", first,
     [](T& t, const Value& v) { t.settings.http.total_timeout = v.duration; }},
    {"http", "stall", V::duration, "\"60s\"", false, "duration",
     "An attempt that receives no byte for so long is ended.", "", 1, day, "", "", first,
     [](T& t, const Value& v) { t.settings.http.stall = v.duration; }},
    {"http", "backoff_first", V::duration, "\"500ms\"", false, "duration",
     "The longest wait before the second attempt; it doubles with each, and the true wait is drawn between nothing and it.", "", 0, day, "", "", first,
     [](T& t, const Value& v) { t.settings.http.backoff_first = v.duration; }},
    {"http", "backoff_most", V::duration, "\"60s\"", false, "duration",
     "The wait never grows beyond this.", "", 0, day, "", "", first,
     [](T& t, const Value& v) { t.settings.http.backoff_most = v.duration; }},
    {"http", "body_most", V::size, "\"256MiB\"", false, "size",
     "The largest answer, after decompression.", "", 1024, 1e12, "", "", first,
     [](T& t, const Value& v) { t.settings.http.body_most = v.size; }},
    {"http", "rate", V::number, "5.0", false, "requests a second and host",
     "Not applied to loopback addresses unless rate_loopback is set.", "", 0.01, 10'000, "", "", first,
     [](T& t, const Value& v) { t.settings.http.rate = v.number; }},
    {"http", "rate_loopback", V::boolean, "false", false, "",
     "Apply the rate to loopback addresses too.", "", 0, 0, "", "", first,
     [](T& t, const Value& v) { t.settings.http.rate_loopback = v.boolean; }},
    {"http", "concurrency", V::integer, "3", false, "requests at once and host",
     "How many requests to one host are under way together.", "", 1, 64, "", "", first,
     [](T& t, const Value& v) { t.settings.http.concurrency = static_cast<int>(v.integer); }},
    {"http", "proxy", V::text, "", false, "URL",
     "Without user and password. Unset: http_proxy and https_proxy of the environment.", "", 0, 0, "", "\"http://proxy.example.se:8080\"", first,
     [](T& t, const Value& v) { t.settings.http.proxy = v.text; }},
    {"http", "no_proxy", V::text, "", false, "comma list",
     "Hosts that are reached directly. Unset: no_proxy of the environment.", "", 0, 0, "", "\"localhost,.example.se\"", first,
     [](T& t, const Value& v) { t.settings.http.no_proxy = v.text; }},
    {"http", "proxy_auth", V::text, "\"any\"", false, "",
     "How the proxy is met. `any` lets the proxy choose.", "any|basic|ntlm|negotiate", 0, 0, "", "", first,
     [](T& t, const Value& v) {
       using connectors::http::ProxyAuth;
       t.settings.http.proxy_auth = v.text == "basic" ? ProxyAuth::basic : v.text == "ntlm" ? ProxyAuth::ntlm
                                  : v.text == "negotiate" ? ProxyAuth::negotiate : ProxyAuth::any;
     }},
    {"http", "proxy_user", V::text, "", false, "",
     "The user's name at the proxy.", "", 0, 0, "", "\"svc-sluss\"", first,
     [](T& t, const Value& v) { t.settings.http.proxy_user = v.text; }},
    {"http", "proxy_credential", V::text, "", false, "name of a secret",
     "The proxy's password, by the name of its credential.", "", 0, 0, "", "\"proxy\"", first,
     [](T& t, const Value& v) { t.settings.http_proxy_credential = v.text; }},
    {"http", "ca_file", V::text, "", false, "file",
     "Certificates to trust, PEM. Unset: the system's.", "", 0, 0, "", "\"/etc/sluss/ca.pem\"", first,
     [](T& t, const Value& v) { t.settings.http.ca_file = v.text; }},
    {"http", "client_certificate", V::text, "", false, "file",
     "A certificate that this program shows, PEM.", "", 0, 0, "", "\"/etc/sluss/client.pem\"", first,
     [](T& t, const Value& v) { t.settings.http.client_certificate = v.text; }},
    {"http", "client_key", V::text, "", false, "file",
     "Its private key, PEM.", "", 0, 0, "", "\"/etc/sluss/client.key\"", first,
     [](T& t, const Value& v) { t.settings.http.client_key = v.text; }},
    {"http", "client_key_credential", V::text, "", false, "name of a secret",
     "The key's pass phrase, by the name of its credential.", "", 0, 0, "", "\"client_key\"", first,
     [](T& t, const Value& v) { t.settings.http_client_key_credential = v.text; }},
    {"http", "contact", V::text, "", false, "address",
     "Stands in User-Agent, so that a source can reach you.", "", 0, 0, "", "\"statistik@example.se\"", first,
     [](T& t, const Value& v) { t.settings.http.contact = v.text; }},

    {"gates", "known_least", V::integer, "30", false, "values",
     "A series is judged when at least so many values were known before.", "", 1, 1e9, "", "", first,
     [](T& t, const Value& v) { t.settings.gates.known_least = v.integer; }},
    {"gates", "revised_share", V::number, "0.25", false, "0..1",
     "Held when more than this share of the known values is revised.", "", 0, 1, "", "", first,
     [](T& t, const Value& v) { t.settings.gates.revised_share = v.number; }},
    {"gates", "ratio_least", V::number, "0.2", false, "ratio",
     "Held when the median of |new/old| falls below.", "", 0, 1, "", "", first,
     [](T& t, const Value& v) { t.settings.gates.ratio_least = v.number; }},
    {"gates", "ratio_most", V::number, "5.0", false, "ratio",
     "Held when the median of |new/old| rises above.", "", 1, 1e9, "", "", first,
     [](T& t, const Value& v) { t.settings.gates.ratio_most = v.number; }},
    {"gates", "gone_share", V::number, "0.5", false, "0..1",
     "Held when more than this share of a series' open values is deleted or absent.", "", 0, 1, "", "", first,
     [](T& t, const Value& v) { t.settings.gates.gone_share = v.number; }},
    {"gates", "closing_share_of_all", V::number, "0.25", false, "0..1",
     "The whole run is held when more than this share of all open values would close.", "", 0, 1, "", "", first,
     [](T& t, const Value& v) { t.settings.gates.closing_share_of_all = v.number; }},
    {"gates", "catalogue_shrink", V::number, "0.05", false, "0..1",
     "The whole run is held when the source's catalogue shrank by more than this share.", "", 0, 1, "", "", first,
     [](T& t, const Value& v) { t.settings.gates.catalogue_shrink = v.number; }},

    {"control", "socket", V::text, "", false, "file",
     "The unix socket for commands and the reverse proxy, mode 0660. `<state>/sluss.sock` unless said.", "", 0, 0, "", "\"/run/sluss/sluss.sock\"", first,
     [](T& t, const Value& v) { t.settings.control.socket = v.text; }},
    {"control", "listen", V::text, "", false, "address:port",
     "Answer on TCP too. Outside 127.0.0.1 and [::1] it needs certificate and key. Unset: the socket only.", "", 0, 0, "", "\"127.0.0.1:8470\"", first,
     [](T& t, const Value& v) { t.settings.control.listen = v.text; }},
    {"control", "certificate", V::text, "", false, "file",
     "The server's certificate and its chain, PEM; read again on reload.", "", 0, 0, "", "\"/etc/sluss/server.pem\"", first,
     [](T& t, const Value& v) { t.settings.control.certificate = v.text; }},
    {"control", "key", V::text, "", false, "file",
     "Its private key, PEM, without a pass phrase.", "", 0, 0, "", "\"/etc/sluss/server.key\"", first,
     [](T& t, const Value& v) { t.settings.control.key = v.text; }},
    {"control", "names", V::texts, "", false, "host names",
     "Under which it is reached, without port. A request for another host is refused (DNS rebinding).", "", 0, 0, "", "[\"sluss.example.se\"]", first,
     [](T& t, const Value& v) { t.settings.control.names = v.texts; }},
    {"control", "proxy_user", V::text, "", false, "user",
     "Whom the reverse proxy runs as on this machine. Over the socket, and only from that user, its headers say who asks.", "", 0, 0, "", "\"www-data\"", first,
     [](T& t, const Value& v) { t.settings.control.proxy_user = v.text; }},
    {"control", "user_header", V::text, "\"X-Remote-User\"", false, "header",
     "Carries the signed-in person's name.", "", 0, 0, "", "", first,
     [](T& t, const Value& v) { t.settings.control.user_header = v.text; }},
    {"control", "groups_header", V::text, "\"X-Remote-Groups\"", false, "header",
     "Carries that person's groups.", "", 0, 0, "", "", first,
     [](T& t, const Value& v) { t.settings.control.groups_header = v.text; }},
    {"control", "groups_separator", V::text, "\",\"", false, "character",
     "Stands between two groups; choose `;` for distinguished names.", "", 0, 0, "", "", first,
     [](T& t, const Value& v) { t.settings.control.groups_separator = v.text; }},
    {"control", "groups", V::names, "", false, "group = roles",
     "What the proxy's groups may do. Roles: reader, operator, preparer, approver, identity.", "", 0, 0, "", "{ \"SLUSS_Drift\" = \"reader, operator\", \"SLUSS_Lasare\" = \"reader\" }", first,
     [](T& t, const Value& v) { t.settings.control.groups = v.names; }},
    {"control", "local_groups", V::names, "", false, "group = roles",
     "What members of this machine's groups may do over the socket. root and the daemon's own user are readers and operators.", "", 0, 0, "", "{ \"sluss-drift\" = \"reader, operator\" }", first,
     [](T& t, const Value& v) { t.settings.control.local_groups = v.names; }},
    {"control", "anonymous", V::text, "\"none\"", false, "",
     "What somebody without a token may do over TCP.", "none|reader", 0, 0, "", "", first,
     [](T& t, const Value& v) { t.settings.control.anonymous = v.text; }},
    {"control", "header_most", V::size, "\"16KiB\"", false, "size",
     "A request's first line and headers.", "", 1024, 1e6, "", "", first,
     [](T& t, const Value& v) { t.settings.control.header_most = v.size; }},
    {"control", "body_most", V::size, "\"1MiB\"", false, "size",
     "A request's body.", "", 1024, 1e9, "", "", first,
     [](T& t, const Value& v) { t.settings.control.body_most = v.size; }},
    {"control", "header_time", V::duration, "\"10s\"", false, "duration",
     "How long a request's header may take.", "", 100, day, "", "", first,
     [](T& t, const Value& v) { t.settings.control.header_time = v.duration; }},
    {"control", "body_time", V::duration, "\"30s\"", false, "duration",
     "How long a request's body may take.", "", 100, day, "", "", first,
     [](T& t, const Value& v) { t.settings.control.body_time = v.duration; }},
    {"control", "handler_time", V::duration, "\"60s\"", false, "duration",
     "How long an answer may take to make; then 504.", "", 100, day, "", "", first,
     [](T& t, const Value& v) { t.settings.control.handler_time = v.duration; }},
    {"control", "answer_time", V::duration, "\"60s\"", false, "duration",
     "How long an answer may take to be fetched, plus a second for each 64 KiB.", "", 100, day, "", "", first,
     [](T& t, const Value& v) { t.settings.control.answer_time = v.duration; }},
    {"control", "idle_time", V::duration, "\"60s\"", false, "duration",
     "How long a connection stays open without a request.", "", 100, day, "", "", first,
     [](T& t, const Value& v) { t.settings.control.idle_time = v.duration; }},
    {"control", "connections", V::integer, "256", false, "connections",
     "At once, over the socket and over TCP each.", "", 1, 100000, "", "", first,
     [](T& t, const Value& v) { t.settings.control.connections = static_cast<int>(v.integer); }},
    {"control", "threads", V::integer, "4", false, "threads",
     "That make answers.", "", 1, 64, "", "", first,
     [](T& t, const Value& v) { t.settings.control.threads = static_cast<int>(v.integer); }},
    {"control", "waiting", V::integer, "64", false, "requests",
     "May wait for a thread; more are told to come back (503).", "", 1, 10000, "", "", first,
     [](T& t, const Value& v) { t.settings.control.waiting = static_cast<int>(v.integer); }},
    {"control", "rate", V::number, "20.0", false, "requests a second",
     "Of one person or machine, in the long run (429 above).", "", 0.01, 100000, "", "", first,
     [](T& t, const Value& v) { t.settings.control.rate = v.number; }},
    {"control", "burst", V::integer, "100", false, "requests",
     "Of one person or machine, at once after a pause.", "", 1, 1000000, "", "", first,
     [](T& t, const Value& v) { t.settings.control.burst = static_cast<double>(v.integer); }},

    {"source", "kind", V::text, "", false, "",
     "What kind of source it is; the table's name unless said.", "kolada|odbc", 0, 0, "", "\"kolada\"", first,
     [](T& t, const Value& v) { t.source->kind = v.text; }},
    {"source", "url", V::text, "\"https://api.kolada.se/v3\"", false, "URL",
     "Where Kolada's API version 3 answers.", "", 0, 0, "kolada", "", first,
     [](T& t, const Value& v) { t.source->url = v.text; }},
    {"source", "per_page", V::integer, "5000", false, "objects",
     "How many objects a page is asked to have. Kolada gives at most 5000.", "", 1, 5000, "kolada", "", first,
     [](T& t, const Value& v) { t.source->per_page = static_cast<int>(v.integer); }},
    {"source", "connection", V::text, "", true, "ODBC connection string",
     "A DSN or a driver with its settings; no password stands here.", "", 0, 0, "odbc", "\"Driver=PostgreSQL Unicode;Server=db.example.se;Database=verksamhet;Uid=lasare\"", first,
     [](T& t, const Value& v) { t.source->connection = v.text; }},
    {"source", "credential", V::text, "", false, "name of a secret",
     "The database user's password, by the name of its credential.", "", 0, 0, "odbc", "\"verksamhet\"", first,
     [](T& t, const Value& v) { t.source->credential = v.text; }},
    {"source", "secret_headers", V::names, "", false, "header = credential",
     "HTTP headers whose values are secrets, by the names of their credentials.", "", 0, 0, "kolada", "{ \"X-Api-Key\" = \"gateway\" }", first,
     [](T& t, const Value& v) { t.source->secret_headers = v.names; }},
    {"source", "secret_query", V::names, "", false, "parameter = credential",
     "URL parameters whose values are secrets, by the names of their credentials.", "", 0, 0, "kolada", "{ \"key\" = \"gateway\" }", first,
     [](T& t, const Value& v) { t.source->secret_query = v.names; }},

    {"job", "name", V::text, "", true, "a-z 0-9 _ -", "What `sluss run` calls it.", "", 0, 0, "", "\"kolada\"", first,
     [](T& t, const Value& v) { t.job->name = v.text; }},
    {"job", "source", V::text, "", true, "name of a source", "A [source.NAME] of this configuration, or `kolada`.", "", 0, 0, "", "\"kolada\"", first,
     [](T& t, const Value& v) { t.job->source = v.text; }},
    {"job", "every", V::duration, "", false, "duration",
     "How often `sluss serve` runs it, counted in UTC. Unset: only when asked.", "", 1'000, ten_years, "", "\"6h\"", first,
     [](T& t, const Value& v) { t.job->every = v.duration; }},
    {"job", "schedule", V::text, "", false, "calendar expression",
     "When `sluss serve` runs it, in place of `every`: systemd's calendar syntax with a time zone (Europe/Stockholm when it names none), or Swedish working days. docs/schedules.md has the grammar.", "", 0, 0, "", "\"Mon..Fri 06:15\"", first,
     [](T& t, const Value& v) { t.job->schedule = v.text; }},
    {"job", "missed", V::text, "\"latest\"", false, "",
     "What becomes of slots that passed while the daemon was down: the latest is caught up, all are, or none.", "latest|all|skip", 0, 0, "", "", first,
     [](T& t, const Value& v) { t.job->missed = v.text; }},
    {"job", "indicators", V::texts, "", true, "selections",
     "Ids (\"N15428\"), ready sets (\"set:aldreomsorg\"), indicator groups (\"kpigroup:…\"), titles (\"title:…\"), operating areas (\"operating_area:…\") or everything (\"*\").",
     "", 0, 0, "kolada", "[\"U21468\", \"N33817\", \"set:aldreomsorg\"]", first,
     [](T& t, const Value& v) { t.job->indicators = v.texts; }},
    {"job", "areas", V::texts, "[\"*\"]", false, "selections",
     "Codes, names, \"county\" (your county's municipalities), \"riket\", \"group:…\" or everything (\"*\"). Rank and quartile need the whole country.",
     "", 0, 0, "kolada", "", first,
     [](T& t, const Value& v) { t.job->areas = v.texts; }},
    {"job", "compare", V::texts, "", false, "selections",
     "What your municipality is compared with: \"riket\", \"county\", \"group:THEME\" (the latest year's group for your municipality).",
     "", 0, 0, "kolada", "[\"riket\", \"county\", \"group:Liknande kommuner äldreomsorg\"]", first,
     [](T& t, const Value& v) { t.job->compare = v.texts; }},
    {"job", "units", V::texts, "[\"areas\"]", false, "codes, names",
     "Municipalities whose organisational units are loaded; \"areas\" means those of `areas`, [] none.",
     "", 0, 0, "kolada", "", first,
     [](T& t, const Value& v) { t.job->units = v.texts; }},
    {"job", "full_reload", V::full_reload, "\"30d\"", false, "duration or \"always\"",
     "How old a query's last full load may be before all of it is asked for again. Only a full load finds what was silently removed.",
     "", 1, ten_years, "kolada", "", first,
     [](T& t, const Value& v) {
       t.job->full_reload = v.text == "always" ? std::nullopt : std::optional(v.duration);
     }},
    {"job", "overlap", V::duration, "\"30d\"", false, "duration",
     "How far an incremental load reaches back before the last one.", "", 0, ten_years, "kolada", "", first,
     [](T& t, const Value& v) { t.job->overlap = v.duration; }},
    {"job", "first_year", V::integer, "1970", false, "year",
     "Figures before it are not asked for.", "", 1900, 2200, "kolada", "", first,
     [](T& t, const Value& v) { t.job->first_year = static_cast<int>(v.integer); }},
    {"job", "query", V::text, "", true, "SQL",
     "One SELECT that the database answers.", "", 0, 0, "odbc", "\"select enhet, period, antal from rapport.beslut\"", first,
     [](T& t, const Value& v) { t.job->query = v.text; }},
    {"job", "table", V::text, "", true, "name",
     "The rows replace extract.<table> in one transaction.", "", 0, 0, "odbc", "\"beslut\"", first,
     [](T& t, const Value& v) { t.job->table = v.text; }},

    {"publish", "dataset", V::text, "", true, "name", "One of `sluss datasets`.", "", 0, 0, "", "\"nyckeltal_jamforelse\"", first,
     [](T& t, const Value& v) { t.publish->dataset = v.text; }},
    {"publish", "formats", V::texts, "", true, "formats", "The files to write.", "csv|csv-plain|xlsx|parquet|json", 0, 0, "", "[\"xlsx\", \"csv\"]", first,
     [](T& t, const Value& v) { t.publish->formats = v.texts; }},
    {"publish", "to", V::text, "", true, "folder:PATH",
     "Where. Each file is written beside its name and renamed: NAME.xlsx and NAME_2026-03-31.xlsx.", "", 0, 0, "", "\"folder:/srv/share/nyckeltal\"", first,
     [](T& t, const Value& v) { t.publish->to = v.text; }},
    {"publish", "job", V::text, "", false, "name of a job",
     "Only after runs of this job. Unset: after any run that changed the dataset.", "", 0, 0, "", "\"kolada\"", first,
     [](T& t, const Value& v) { t.publish->job = v.text; }},
});
// clang-format on

}  // namespace

std::span<const Key> keys() {
  return all_keys;
}
std::span<const Table> tables() {
  return all_tables;
}

std::string_view name_of(ValueType type) {
  switch (type) {
    case ValueType::text:
      return "text";
    case ValueType::integer:
      return "integer";
    case ValueType::number:
      return "number";
    case ValueType::boolean:
      return "true or false";
    case ValueType::duration:
      return "duration";
    case ValueType::size:
      return "size";
    case ValueType::texts:
      return "list of texts";
    case ValueType::names:
      return "table of texts";
    case ValueType::full_reload:
      return "duration or \"always\"";
  }
  return "";
}

}  // namespace sluss::daemon::settings
