// audit list, verify.
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "daemon/program/commands.h"
#include "daemon/program/progress.h"
#include "daemon/program/workspace.h"
#include "daemon/run/audit/audit.h"

namespace sluss::daemon::program {
namespace {

using nlohmann::json;

core::Result<std::optional<core::Instant>> since_option(const Invocation& invocation) {
  if (!invocation.has("--since")) return std::nullopt;
  const auto text = invocation.get("--since");
  if (const auto day = core::parse_day(text)) return core::end_of_swedish_day({day->days - 1});
  const auto since = SLUSS_TRY(from_command_line(core::parse_instant(text), "--since"));
  return since;
}

core::Result<std::size_t> limit_option(const Invocation& invocation) {
  const auto text = invocation.get("--limit", "50");
  std::size_t limit = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
    return core::fail(core::ErrorClass::config, "usage.limit", "'" + text + "' is no number",
                      "Write how many entries to list; 0 lists all.");
  }
  return limit;
}

/// As `audit verify` printed it; capitals are the same digits.
core::Result<std::optional<std::string>> head_option(const Invocation& invocation) {
  if (!invocation.has("--head")) return std::nullopt;
  auto head = invocation.get("--head");
  constexpr std::size_t digits = 64;
  if (head.size() != digits || head.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
    return core::fail(core::ErrorClass::config, "usage.head", "'" + head + "' is no hash: 64 hex digits",
                      "Write the head that `sluss audit verify` printed.");
  }
  for (auto& c : head)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  return head;
}

/// How many an entry counts (refusals at the door); 1 where it has no count.
std::int64_t count_of(const warehouse::AuditRow& row) {
  const auto body = json::parse(row.body, nullptr, false);
  if (!body.is_object() || !body.contains("details") || !body["details"].is_object()) return 1;
  const auto& details = body["details"];
  return details.contains("count") && details["count"].is_number_integer() ? details["count"].get<std::int64_t>() : 1;
}

json row_json(const warehouse::AuditRow& row) {
  return {{"number", row.number},
          {"at", core::to_text(row.at)},
          {"kind", row.kind},
          {"who", row.who},
          {"way", row.way},
          {"action", row.action},
          {"object", row.object},
          {"outcome", row.outcome},
          {"code", row.code},
          {"hash", row.hash},
          {"body", json::parse(row.body, nullptr, false)}};
}

std::vector<std::string> row_cells(const warehouse::AuditRow& row) {
  const auto count = count_of(row);
  return {std::to_string(row.number),
          shown_time(row.at),
          row.who,
          row.way.empty() ? "-" : row.way,
          row.action,
          row.object,
          row.outcome + (row.code.empty() ? "" : " (" + row.code + ")") +
              (count > 1 ? ", " + grouped(count) + " times" : "")};
}

}  // namespace

core::Result<ExitCode> command_audit_list(Environment& environment) {
  const auto since = SLUSS_TRY(since_option(environment.invocation));
  const auto limit = SLUSS_TRY(limit_option(environment.invocation));
  const auto workspace = SLUSS_TRY(Workspace::open_to_look(environment));
  const auto most = limit == 0 ? std::numeric_limits<std::size_t>::max() : limit;
  const auto rows = SLUSS_TRY(run::latest_audit_rows(environment.files, environment.journal_file, most, since));
  auto list = json::array();
  std::vector<std::vector<std::string>> cells;
  for (const auto& row : rows) {
    list.push_back(row_json(row));
    cells.push_back(row_cells(row));
  }
  if (cells.empty() && !environment.output.json) {
    SLUSS_TRY(environment.output.write("no entries\n"));
    return workspace->shown();
  }
  SLUSS_TRY(environment.output.write(
      environment.output.json ? core::json_text(list) + "\n"
                              : text_table({"entry", "when", "who", "way", "action", "object", "outcome"}, cells)));
  return workspace->shown();
}

core::Result<ExitCode> command_audit_verify(Environment& environment) {
  const auto head = SLUSS_TRY(head_option(environment.invocation));
  const auto workspace = SLUSS_TRY(Workspace::open_to_look(environment));
  std::unique_ptr<warehouse::Reader> reader;
  if (workspace->place().has_warehouse()) {
    reader = SLUSS_TRY(workspace->reader(false));
  }
  const auto verdict = SLUSS_TRY(run::verify_audit(environment.files, environment.journal_file, reader.get(), head));
  const json shown{{"entries", verdict.entries},
                   {"head", verdict.head},
                   {"at", verdict.at ? json(core::to_text(*verdict.at)) : json(nullptr)},
                   {"torn", verdict.torn},
                   {"in_warehouse", verdict.in_warehouse}};
  std::string text = verdict.entries == 0
                         ? "the journal is empty\n"
                         : "the chain holds from entry 1 to " + grouped(verdict.entries) + ", meta.audit agrees to " +
                               grouped(verdict.in_warehouse) + "\nhead " + verdict.head + "\n";
  if (verdict.torn) text += "a last line was never finished; the next entry cuts it off\n";
  SLUSS_TRY(environment.output.write(environment.output.json ? core::json_text(shown) + "\n" : text));
  return workspace->shown();
}

}  // namespace sluss::daemon::program
