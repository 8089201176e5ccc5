#pragma once
// What doctor looks at: each look is a thing, how it is, and the mend. By what they are of: doctor_*.cpp.

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

struct Look {
  std::string subject;
  Health health = Health::well;
  std::string what;
  std::string remedy;
};

[[nodiscard]] Look ill(std::string subject, const core::Error& error);

/// Whether the configuration holds, and what it names is there.
void look_at_configuration(Environment& environment, const settings::Settings& settings, std::vector<Look>& looks);
/// A configuration with errors is a look as any other: the rest is looked at in the state that a daemon tells, or that
/// the file names. Where neither does, its errors are printed and returned.
[[nodiscard]] core::Result<std::unique_ptr<Workspace>> open_though_wrong(Environment& environment,
                                                                         std::vector<Look>& looks);

/// The machine: what the sources need of it (drivers), time zone data, credentials. Touches no network.
void look_at_machine(Environment& environment, const settings::Settings& settings, std::vector<Look>& looks);
/// The state and the warehouse: owners and modes of all that lies there, against the state folder's own owner.
void look_at_owners(core::Files& files, const settings::Settings& settings, std::vector<Look>& looks);
/// What stands in each fixed place of the state is what the program opens there: a regular file, a folder.
void look_at_places(const settings::Settings& settings, std::vector<Look>& looks);
/// That [warehouse] group can be given what it is to read. `generation`: whose the newest one is. Asks the machine's
/// directory of users.
void look_at_group(const settings::Settings& settings, const std::optional<core::Owner>& generation,
                   std::vector<Look>& looks);
/// Who is told by mail or webhook, and what became of the last message to each, as the daemon noted it.
void look_at_telling(core::Files& files, const settings::Settings& settings, std::vector<Look>& looks);
/// Where the daemon listens, and how long the certificate that it shows there lasts.
void look_at_door(const settings::Settings& settings, core::Instant now, std::vector<Look>& looks);
/// When the newest backup was made that lacks nothing, as the journal tells it.
void look_at_backups(core::Files& files, const std::filesystem::path& journal, core::Instant now,
                     std::vector<Look>& looks);
/// The sources, over the network: names, proxy, certificates, clocks, one small question each.
void look_at_network(Environment& environment, const settings::Settings& settings, std::vector<Look>& looks);

/// The next instant, within 400 days, after which Swedish time has another offset; for the time zone data.
[[nodiscard]] std::optional<core::Instant> next_clock_change(core::Instant now);

}  // namespace sluss::daemon::program
