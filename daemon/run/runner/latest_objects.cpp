#include "daemon/run/runner/latest_objects.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace sluss::daemon::run {

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

core::Result<std::optional<core::RawObject>> LatestObjects::of(std::string_view query, warehouse::ledger::Loads loads) {
  auto* const open = SLUSS_TRY(reader());
  if (open == nullptr) return std::nullopt;
  auto fetched = SLUSS_TRY(warehouse::ledger::last_fetched(*open, job_, source_, query, loads));
  if (!fetched || queried_another(fetched->details, server_)) return std::nullopt;
  return std::move(fetched)->object;
}

bool queried_another(std::string_view details, std::string_view server) {
  const auto known = nlohmann::json::parse(details, nullptr, false);
  return known.is_object() && known.contains("server") && known["server"] != server;
}

}  // namespace sluss::daemon::run
