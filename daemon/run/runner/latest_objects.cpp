#include "daemon/run/runner/latest_objects.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "daemon/run/runner/run_journal.h"
#include "warehouse/journal/index.h"

namespace sluss::daemon::run {

namespace {

constexpr std::size_t most_failures = 500;

}  // namespace

LatestObjects::LatestObjects(Context& context, std::string job, std::string source, std::string server)
    : context_(context), job_(std::move(job)), source_(std::move(source)), server_(std::move(server)) {}

core::Result<warehouse::Reader*> LatestObjects::reader() {
  if (reader_) return reader_.get();
  auto opened = context_.warehouse.reader({.now = context_.clock.now()});
  if (opened) {
    reader_ = *std::move(opened);
  } else if (opened.error().code != "warehouse.empty") {
    return std::unexpected(std::move(opened).error());
  }
  return reader_.get();
}

core::Result<std::optional<core::RawObject>> LatestObjects::of(std::string_view query) {
  auto* const open = SLUSS_TRY(reader());
  if (open == nullptr) return std::nullopt;
  auto fetched = SLUSS_TRY(warehouse::ledger::last_fetched(*open, job_, source_, query));
  if (!fetched || queried_another(fetched->details, server_)) return std::nullopt;
  return std::move(fetched)->object;
}

core::Result<std::vector<connectors::PastLoad>> LatestObjects::loads(std::string_view query) {
  std::vector<connectors::PastLoad> loads;
  auto* const open = SLUSS_TRY(reader());
  if (open == nullptr) return loads;
  if (!held_) held_ = SLUSS_TRY(warehouse::ledger::held_loads(*open));
  auto all = SLUSS_TRY(warehouse::ledger::loads_of(*open, job_, source_, query, *held_));
  for (auto& [fetched, fate] : all) {
    if (queried_another(fetched.details, server_)) continue;
    loads.push_back({.object = std::move(fetched.object), .fate = fate});
  }
  return loads;
}

core::Result<std::vector<connectors::RefusedFile>> LatestObjects::refused(std::string_view query) {
  namespace journal = warehouse::journal;
  if (!refused_) {
    std::vector<connectors::RefusedFile> files;
    auto index = SLUSS_TRY(journal::Index::open(context_.files, context_.journal_file));
    std::size_t failures = 0;
    const auto job = journal::job_key(job_);
    SLUSS_TRY(index.latest_first({journal::Group::failed}, [&](const journal::Mark& mark) -> core::Result<bool> {
      if (mark.job != job) return true;
      auto run = SLUSS_TRY(journal_run(index, mark));
      if (run.job == job_ && run.source == source_ && run.file) files.push_back(*std::move(run.file));
      return ++failures < most_failures;
    }));
    refused_ = std::move(files);
  }
  std::vector<connectors::RefusedFile> of_query;
  std::ranges::copy_if(*refused_, std::back_inserter(of_query),
                       [&](const connectors::RefusedFile& file) { return file.series == query; });
  return of_query;
}

bool queried_another(std::string_view details, std::string_view server) {
  const auto known = nlohmann::json::parse(details, nullptr, false);
  return known.is_object() && known.contains("server") && known["server"] != server;
}

}  // namespace sluss::daemon::run
