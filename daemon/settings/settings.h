#pragma once
// The configuration as values, checked. Read by load(); one schema (settings/schema.h) gives validation,
// reference, example and completion.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "connectors/http/options.h"
#include "core/config.h"
#include "core/error.h"
#include "core/log.h"
#include "core/secret.h"
#include "daemon/serve/door/limits.h"
#include "daemon/serve/notify/event.h"
#include "daemon/serve/notify/send_mail.h"
#include "daemon/serve/schedule/slots.h"
#include "daemon/settings/publish.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::settings {

// Enumerations are of the rooms that they are for; their words are in settings/words.h.
using notify::EventKind;
using notify::MailSecurity;
using schedule::MissedPolicy;
using schedule::Overlap;

/// What a caller without a token may do over TCP.
enum class Anonymous : std::uint8_t { none, reader };

struct Source {
  std::string name;
  std::string kind;              ///< a registered kind's; defaults to the name
  core::config::Table values{};  ///< of the kind's keys
};

/// The days for which the source announces publications.
struct PublicationDays {};
/// When the source announces that something new is there.
struct SourceEvent {
  std::string word;  ///< its kind's
};
/// `on`: what begins a job besides its times and other jobs; parsed once, by parse_occasion().
using Occasion = std::variant<std::monostate, PublicationDays, SourceEvent>;
/// Of a word that the schema has checked; empty: nothing.
[[nodiscard]] Occasion parse_occasion(std::string_view word);
/// As it is written; empty: nothing. Valid as long as the occasion.
[[nodiscard]] std::string_view word_of(const Occasion& occasion);

struct Job {
  std::string name;
  std::string source;
  std::optional<std::chrono::milliseconds> every;             ///< interval in UTC, for serve
  std::string schedule;                                       ///< or a calendar expression (docs/schedules.md), checked
  Occasion on;                                                ///< what the source announces
  std::string tries = "07..19:05";                            ///< a calendar expression: when on such a day
  std::vector<std::string> after;                             ///< jobs that it follows
  MissedPolicy missed = MissedPolicy::latest;                 ///< slots that passed while no daemon ran
  Overlap when_running = Overlap::skip;                       ///< a slot that comes while the job runs
  std::chrono::milliseconds jitter{0};                        ///< slots begin up to so much later
  std::string expected_by;                                    ///< a calendar expression: late without success by then
  std::chrono::milliseconds timeout = std::chrono::hours(6);  ///< a run that goes on so long is ended
  std::chrono::milliseconds retry_after = std::chrono::minutes(15);  ///< a failure; doubles; 0: never
  [[nodiscard]] bool on_publication() const { return std::holds_alternative<PublicationDays>(on); }
  [[nodiscard]] bool on_event() const { return std::holds_alternative<SourceEvent>(on); }
  [[nodiscard]] bool scheduled() const {
    return every || !schedule.empty() || !std::holds_alternative<std::monostate>(on) || !after.empty();
  }
  core::config::Table values{};  ///< of the keys of its source's kind
  int line = 0;                  ///< in its file
};

/// [target.NAME]: a database that datasets are delivered to.
struct Database {
  std::string name;
  std::string kind = "odbc";
  std::string connection;  ///< without secrets
  std::string credential;  ///< name of a secret
};

/// How long a delivery may take.
struct DeliveryTimes {
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(20);
  std::chrono::milliseconds stall = std::chrono::seconds(60);
  std::chrono::milliseconds total_timeout = std::chrono::minutes(30);
};

/// How the daemon is reached; daemon/serve/door has what it means.
struct Control {
  std::filesystem::path socket;  ///< empty: the default of socket_place.h
  std::string socket_group;      ///< a name or a number; empty: the default of socket_place.h
  std::string listen;            ///< empty: no TCP
  std::filesystem::path certificate, key;
  std::vector<std::string> names;
  std::string proxy_user;  ///< a name or a number
  std::string user_header = "X-Remote-User";
  std::string groups_header = "X-Remote-Groups";
  std::string groups_separator = ",";
  std::vector<std::pair<std::string, std::string>> groups;        ///< that the proxy names → roles
  std::vector<std::pair<std::string, std::string>> local_groups;  ///< of this machine → roles
  Anonymous anonymous = Anonymous::none;
  door::Limits limits;
  bool access_log = false;
  bool audit_reading = false;
};

/// A reporting deadline.
struct Deadline {
  std::string name;  ///< Swedish, as people read it
  std::string day;   ///< a calendar expression: its days count
};

/// Who is notified of what: by mail to people, or by a webhook to a machine.
struct Notify {
  std::string name;
  std::vector<std::string> to;    ///< mail addresses
  std::string webhook;            ///< name of the secret that holds the address
  std::string key;                ///< name of the secret that signs
  std::vector<EventKind> events;  ///< empty: all
  std::vector<std::string> jobs;  ///< empty: all
};

/// The server that mail goes through.
struct MailServer {
  std::string host;
  int port = 587;
  MailSecurity security = MailSecurity::starttls;
  std::string from;
  std::string user;
  std::string credential;  ///< name of the secret
  std::string ca_file;
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
};

struct Settings {
  std::string municipality;  ///< four digits, checked
  std::filesystem::path state;
  std::filesystem::path warehouse_folder;  ///< <state>/warehouse unless [warehouse] url is set
  std::string warehouse_group;             ///< whose members read the generations
  std::optional<std::uint32_t> warehouse_group_number;
  int generations = 2;
  std::string memory = "512MB";  ///< the engine's limit
  std::uint64_t memory_bytes = 512ULL * 1000 * 1000;
  int threads = 2;
  std::uint64_t spill_most = 10ULL * 1000 * 1000 * 1000;  ///< on disk, of one reader or writer
  connectors::http::Options http;                         ///< without its secrets: http_options() adds them
  std::string http_proxy_credential;                      ///< names of secrets
  std::string http_client_key_credential;
  warehouse::GateLimits gates;
  int archive_zstd_level = 1;
  core::log::Level log_level = core::log::Level::info;
  core::log::Format log_format = core::log::Format::automatic;
  Control control;
  int parallel = 2;  ///< runs at once
  std::chrono::milliseconds drain = std::chrono::seconds(60);
  std::uint64_t disk_least = 1'000'000'000;                      ///< less free: no run begins
  std::chrono::milliseconds scrub = std::chrono::hours(24 * 7);  ///< 0: never
  std::string page;                                              ///< where people reach the pages, for links
  std::chrono::milliseconds notify_again = std::chrono::hours(24);
  std::chrono::milliseconds notify_settle = std::chrono::minutes(10);
  MailServer mail;
  std::vector<Source> sources;
  std::vector<Job> jobs;
  std::vector<Deadline> deadlines;
  std::vector<Notify> notify;
  std::vector<Publish> publish;
  std::vector<Database> databases;
  DeliveryTimes delivery;
  std::filesystem::path file;                         ///< sluss.toml
  std::string digest;                                 ///< SHA-256 over all configuration files read, secrets aside
  std::vector<std::filesystem::path> config_folders;  ///< searched for indicators, sets, datasets; the first wins
};

[[nodiscard]] const Source* find_source(const Settings& settings, std::string_view name);
[[nodiscard]] const Job* find_job(const Settings& settings, std::string_view name);
/// When a job runs, for people: "Mon..Fri 06:15", "every 6h", "publication", "after kolada", an event's word.
[[nodiscard]] std::string schedule_text(const Job& job);
[[nodiscard]] const Database* find_database(const Settings& settings, std::string_view name);

}  // namespace sluss::daemon::settings
