#pragma once
// `sluss status --check`: one word for a monitoring system, in the form of the Monitoring Plugins Development
// Guidelines (Nagios, Icinga, OP5, Checkmk, Zabbix, PRTG).

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "daemon/run/state/disk.h"

namespace sluss::daemon::program {

struct CheckLimits {
  /// How old a dataset may be. Nothing: its age is shown, and the jobs decide whether it is late.
  std::optional<std::chrono::milliseconds> warning;
  std::optional<std::chrono::milliseconds> critical;
  std::string job;      ///< only this one; empty: all
  std::string dataset;  ///< only this one; empty: all. A job alone leaves datasets out, and the other way round.
};

using run::DiskSpace;

/// JSON texts as the API gives them; empty: not known.
struct CheckFacts {
  bool daemon = false;
  std::string not_ready;  ///< why, when it is not
  std::string jobs;
  std::string held;
  std::string freshness;
  std::string status;             ///< of it the errors (what is lost), a reload that was refused, the least room
  std::string no_freshness;       ///< why it is not known
  std::optional<DiskSpace> disk;  ///< of the state folder
};

struct CheckResult {
  int code = 3;      ///< 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN
  std::string text;  ///< "SLUSS OK - …|perfdata", then a line for each thing checked
};

[[nodiscard]] CheckResult check_result(const CheckFacts& facts, const CheckLimits& limits);
[[nodiscard]] CheckResult unknown_result(const std::string& why);

}  // namespace sluss::daemon::program
