#pragma once
// What doctor examines. A diagnosis is a thing, its health and the remedy. doctor_*.cpp hold them by subject.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/users.h"
#include "daemon/program/environment.h"

namespace sluss::daemon::program {

class Workspace;

enum class Health : std::uint8_t { well, warning, ill };

struct Diagnosis {
  std::string subject;
  Health health = Health::well;
  std::string what;
  std::string remedy;
};

[[nodiscard]] Diagnosis ill(std::string subject, const core::Error& error);

/// Whether the configuration is valid, and what it names exists.
void examine_configuration(Environment& environment, const settings::Settings& settings,
                           std::vector<Diagnosis>& diagnoses);
/// The errors of a configuration are diagnoses as any other: the rest is examined in the state that a daemon reports,
/// or that the file names. Where neither names one, the errors are printed and returned.
[[nodiscard]] core::Result<std::unique_ptr<Workspace>> open_despite_errors(Environment& environment,
                                                                           std::vector<Diagnosis>& diagnoses);

/// The machine: what the sources need of it (drivers), time zone data, credentials. Uses no network.
void examine_machine(Environment& environment, const settings::Settings& settings, std::vector<Diagnosis>& diagnoses);
/// The state and the warehouse: owners and modes of all files in them, against the state folder's own owner.
void examine_owners(core::Files& files, const settings::Settings& settings, std::vector<Diagnosis>& diagnoses);
/// Each fixed path of the state has what the program opens there: a regular file, a folder.
void examine_places(const settings::Settings& settings, std::vector<Diagnosis>& diagnoses);
/// That [warehouse] group can be given what it is to read. `generation`: the newest one's owner. Queries the machine's
/// directory of users.
void examine_group(const settings::Settings& settings, const std::optional<core::Owner>& generation,
                   std::vector<Diagnosis>& diagnoses);
/// Who is notified by mail or webhook, and what became of the last message to each, as the daemon recorded it.
void examine_notifications(core::Files& files, const settings::Settings& settings, std::vector<Diagnosis>& diagnoses);
/// Where the daemon listens, and how long its certificate is valid. A running daemon is queried: a changed address
/// takes effect when it restarts.
void examine_door(Environment& environment, const settings::Settings& settings, std::vector<Diagnosis>& diagnoses);
/// When the newest complete backup was made, by the journal.
void examine_backups(core::Files& files, const std::filesystem::path& journal, core::Instant now,
                     std::vector<Diagnosis>& diagnoses);
/// The sources, over the network: names, proxy, certificates, clocks, one small request each. The targets of
/// deliveries and the mail server too, as `check --connect` tries them.
void examine_network(Environment& environment, const settings::Settings& settings, std::vector<Diagnosis>& diagnoses);

/// The next instant, within 400 days, after which Swedish time has another offset; for the time zone data.
[[nodiscard]] std::optional<core::Instant> next_clock_change(core::Instant now);

}  // namespace sluss::daemon::program
