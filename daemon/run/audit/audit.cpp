#include "daemon/run/audit/audit.h"

#include <nlohmann/json.hpp>
#include <tuple>

#include "core/json.h"
#include "daemon/deliver/record.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/run/runner/run_journal.h"
#include "warehouse/journal/index.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::run {

namespace journal = warehouse::journal;
using nlohmann::json;
using warehouse::AuditRow;

namespace {

std::string text_of(const json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

std::int64_t number_of(const json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

/// A run's entry: its kind is the action.
void fill_run(AuditRow& row, const json& body) {
  row.action = row.kind;
  const auto job = text_of(body, "job");
  const auto of = number_of(body, "of");
  if (of != 0) {
    row.object = "run " + std::to_string(of);
    if (const auto series = text_of(body, "series"); !series.empty()) row.object += " " + series;
  } else if (!job.empty()) {
    row.object = "job " + job;
  } else {
    row.object = text_of(body, "object");
  }
  row.outcome = text_of(body, "status");
  row.code = text_of(body, "error_code");
}

void fill_delivery(AuditRow& row, const json& body) {
  row.action = row.kind;
  row.object = "dataset " + text_of(body, "dataset");
  if (const auto format = text_of(body, "format"); !format.empty()) row.object += " " + format;
  row.object += " to " + text_of(body, "to");
  row.outcome = text_of(body, "outcome");
  row.code = text_of(body, "code");
}

void fill_prune(AuditRow& row, const json& body) {
  row.action = row.kind;
  row.object = "archive";
  const auto segments = body.find("segments");
  if (segments != body.end() && segments->is_array())
    row.object += ", " + std::to_string(segments->size()) + (segments->size() == 1 ? " segment" : " segments");
  row.outcome = text_of(body, "status");
}

std::unexpected<core::Error> differs(std::string what, const std::filesystem::path& file, std::int64_t line) {
  return core::fail(
      core::ErrorClass::data, "audit.differs", std::move(what),
      "One of the two was changed. Where the journal is the right one, its chain holds, and `sluss doctor "
      "--rebuild` makes the warehouse anew from it; a journal that was lost comes from a backup. Find out "
      "first who could write to the state folder.",
      {.file = file.string(), .line = line});
}

/// The rows of meta.audit, of each entry from 1 on. Empty in a warehouse that an older program wrote.
core::Result<std::vector<AuditRow>> rows_in_warehouse(warehouse::Reader* reader) {
  if (reader == nullptr) return std::vector<AuditRow>();
  auto rows = SLUSS_TRY(warehouse::ledger::audit(*reader));
  for (std::int64_t number = 1; const auto& row : rows) {
    if (row.number != number) {
      return core::fail(core::ErrorClass::data, "audit.differs", "meta.audit lacks the entry " + std::to_string(number),
                        "Rows were removed from the warehouse: `sluss doctor --rebuild` makes it anew.");
    }
    ++number;
  }
  return rows;
}

bool is_same_entry(const AuditRow& row, const journal::Entry& entry) {
  return std::tie(row.at, row.kind, row.who, row.body, row.hash) ==
         std::tie(entry.at, entry.kind, entry.who, entry.body, entry.hash);
}

}  // namespace

core::Result<journal::Entry> write_audit(core::Files& files, const std::filesystem::path& journal_file,
                                         core::Instant at, const Audit& audit) {
  json body{{"way", audit.way}, {"action", audit.action}, {"object", audit.object}, {"outcome", audit.outcome}};
  if (!audit.code.empty()) body["code"] = audit.code;
  auto details = json::parse(audit.details, nullptr, false);
  if (details.is_object() && !details.empty()) body["details"] = std::move(details);
  return journal::append_one(files, journal_file, at, audit_kind, audit.who, core::json_text(body));
}

void set_outcome(Audit& audit, const core::Error* error) {
  if (error == nullptr) return;
  const bool refused = error->error_class == core::ErrorClass::config || error->error_class == core::ErrorClass::busy;
  audit.outcome = refused ? "refused" : "failed";
  audit.code = error->code;
}

AuditRow audit_row(journal::Entry entry) {
  AuditRow row{.number = entry.number,
               .at = entry.at,
               .kind = std::move(entry.kind),
               .who = std::move(entry.who),
               .way = {},
               .action = {},
               .object = {},
               .outcome = {},
               .code = {},
               .body = std::move(entry.body),
               .hash = std::move(entry.hash)};
  const auto body = json::parse(row.body, nullptr, false);
  if (!body.is_object()) return row;
  row.way = text_of(body, "way");
  if (row.kind != audit_kind) {
    if (row.kind == deliver::journal_kind) {
      fill_delivery(row, body);
    } else if (row.kind == prune_kind) {
      fill_prune(row, body);
    } else {
      fill_run(row, body);
    }
    return row;
  }
  row.action = text_of(body, "action");
  row.object = text_of(body, "object");
  row.outcome = text_of(body, "outcome");
  row.code = text_of(body, "code");
  return row;
}

core::Result<std::vector<AuditRow>> audit_rows(core::Files& files, const std::filesystem::path& journal_file) {
  std::vector<AuditRow> rows;
  SLUSS_TRY(journal::read_through(files, journal_file, [&](journal::Entry&& entry) -> core::Result<> {
    rows.push_back(audit_row(std::move(entry)));
    return {};
  }));
  return rows;
}

core::Result<std::vector<AuditRow>> latest_audit_rows(core::Files& files, const std::filesystem::path& journal_file,
                                                      std::size_t most, std::optional<core::Instant> since) {
  std::vector<AuditRow> rows;
  auto index = SLUSS_TRY(journal::Index::open(files, journal_file));
  for (auto number = index.entries(); number > 0 && rows.size() < most; --number) {
    const auto mark = SLUSS_TRY(index.mark(number));
    if (since && mark.at < *since) continue;
    auto entry = SLUSS_TRY(index.read(mark));
    rows.push_back(audit_row(std::move(entry)));
  }
  return rows;
}

core::Result<AuditVerdict> verify_audit(core::Files& files, const std::filesystem::path& journal_file,
                                        warehouse::Reader* reader, const std::optional<std::string>& head) {
  const auto rows = SLUSS_TRY(rows_in_warehouse(reader));
  AuditVerdict verdict;
  bool head_seen = !head;
  const auto reading =
      SLUSS_TRY(journal::read_through(files, journal_file, [&](journal::Entry&& entry) -> core::Result<> {
        verdict.at = entry.at;
        head_seen = head_seen || entry.hash == *head;
        const auto index = static_cast<std::size_t>(entry.number - 1);
        if (index >= rows.size()) return {};
        if (!is_same_entry(rows[index], entry)) {
          return differs("meta.audit has another entry " + std::to_string(entry.number), journal_file, entry.number);
        }
        verdict.in_warehouse = entry.number;
        return {};
      }));
  verdict.entries = reading.entries;
  verdict.head = reading.head;
  verdict.torn = reading.torn;
  if (std::ssize(rows) > verdict.entries) {
    return core::fail(core::ErrorClass::data, "audit.shortened",
                      "meta.audit knows " + std::to_string(rows.size()) + " entries, the journal ends with the " +
                          std::to_string(verdict.entries) + "th: its end was cut off",
                      "Take the journal from a backup.", {.file = journal_file.string(), .line = verdict.entries});
  }
  if (!head_seen) {
    return core::fail(core::ErrorClass::data, "audit.head", "no entry of the journal has the hash " + *head,
                      "Its end was cut off, or it was made anew: compare with a backup.",
                      {.file = journal_file.string()});
  }
  return verdict;
}

}  // namespace sluss::daemon::run
