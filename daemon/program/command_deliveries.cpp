// deliveries: what was delivered where, by which run, with which sum.
#include "daemon/deliver/record.h"
#include "daemon/program/commands.h"
#include "daemon/program/workspace.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::program {
namespace {

core::Result<std::int64_t> number_of(const std::string& text, std::string_view option) {
  if (text.empty() || text.size() > 12 || text.find_first_not_of("0123456789") != std::string::npos) {
    return core::fail(core::ErrorClass::config, "usage.number", "'" + text + "' is no number",
                      "Write for example " + std::string(option) + " 12.");
  }
  return std::stoll(text);
}

/// A folder's or a server's delivery that failed may have failed before there was a file.
std::string shown_format(const deliver::Delivery& delivery) {
  if (!delivery.format.empty()) return delivery.format;
  return delivery.kind == "odbc" ? "table" : "-";
}

std::vector<std::string> row_of(const deliver::RecordedDelivery& recorded) {
  const auto& one = recorded.delivery;
  return {shown_time(recorded.at),
          std::to_string(recorded.run.value),
          one.dataset,
          shown_format(one),
          std::string(name_of(one.outcome)),
          std::to_string(one.rows),
          one.places.empty() ? one.to : one.places.front(),
          one.sha256.substr(0, 12)};
}

}  // namespace

core::Result<ExitCode> command_deliveries(Environment& environment) {
  const auto& invocation = environment.invocation;
  const auto limit = SLUSS_TRY(number_of(invocation.get("--limit", "50"), "--limit"));
  std::optional<core::RunId> run;
  if (invocation.has("--run")) {
    const auto number = SLUSS_TRY(number_of(invocation.get("--run"), "--run"));
    run = core::RunId{number};
  }
  const auto workspace = SLUSS_TRY(Workspace::open_to_look(environment));
  const auto found =
      SLUSS_TRY(deliver::latest_deliveries(environment.files, workspace->place().context().journal_file, limit, run));
  if (run && found.empty()) {  // which delivered nothing, or is none
    const auto reader = SLUSS_TRY(workspace->reader(false));
    SLUSS_TRY(warehouse::ledger::run_named(*reader, std::to_string(run->value)));
  }
  if (environment.output.json) {
    SLUSS_TRY(environment.output.write(deliver::to_json(found) + "\n"));
    return workspace->shown();
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(found.size());
  for (const auto& one : found) rows.push_back(row_of(one));
  SLUSS_TRY(environment.output.write(
      rows.empty() ? "nothing has been delivered\n"
                   : text_table({"at", "run", "dataset", "format", "outcome", "rows", "where", "sha256"}, rows)));
  return workspace->shown();
}

}  // namespace sluss::daemon::program
