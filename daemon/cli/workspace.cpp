#include "daemon/cli/workspace.h"

#include "core/log.h"

namespace sluss::daemon::cli {

Workspace::Workspace(Environment& environment, settings::Settings settings)
    : environment_(environment),
      settings_(std::move(settings)),
      place_(settings_, environment.clock, user_name(), environment.files) {
  environment.journal_file = place_.context().journal_file;
}

core::Result<std::unique_ptr<Workspace>> Workspace::open(Environment& environment) {
  SLUSS_ASSIGN(auto settings, load_settings(environment));
  return std::make_unique<Workspace>(environment, std::move(settings));
}

core::Result<> Workspace::prepare_to_write(std::function<void(std::string_view)> progress) {
  SLUSS_TRY(check_caller(environment_, settings_.state));
  SLUSS_TRY(environment_.files.make_folders(settings_.state, core::passable_folder));
  SLUSS_TRY(hold_state(environment_, settings_.state, runner::StateLock::Use::shared));
  SLUSS_ASSIGN(const auto findings, place_.start(std::move(progress)));
  for (const auto& finding : findings)
    core::log::warning("warehouse.start", finding.what, {{"code", finding.code}, {"remedy", finding.remedy}});
  return {};
}

bool Workspace::has_warehouse() const {
  return place_.has_warehouse();
}

core::Result<std::unique_ptr<warehouse::Reader>> Workspace::reader(bool with_models, bool locked) {
  SLUSS_TRY(hold_to_read(environment_, settings_.state));
  warehouse::ReadOptions options;
  options.now = environment_.clock.now();
  options.locked = locked;
  const auto& invocation = environment_.invocation;
  if (invocation.has("--as-of")) {
    SLUSS_ASSIGN(options.as_of, warehouse::AsOf::parse(invocation.get("--as-of")));
  }
  if (invocation.has("--timeout")) {
    SLUSS_ASSIGN(options.timeout, core::parse_duration(invocation.get("--timeout")));
  }
  if (with_models) {
    SLUSS_ASSIGN(options.session, place_.session());
  }
  return place_.warehouse().reader(options);
}

core::Result<core::RunId> run_of(warehouse::Reader& reader, const std::string& text) {
  const std::string number = text.starts_with("run:") ? text.substr(4) : text;
  std::string sql = "select max(run_id) from meta.run";
  if (number != "last") {
    if (number.empty() || number.size() > 15 || number.find_first_not_of("0123456789") != std::string::npos) {
      return core::fail(core::ErrorClass::config, "usage.run", "'" + text + "' is no run",
                        "Write its number or `last`; `sluss runs` lists them.");
    }
    sql += " where run_id = " + number;
  }
  SLUSS_ASSIGN(const auto rows, reader.rows(sql));
  if (rows.empty() || !rows.front().front()) {
    return core::fail(core::ErrorClass::config, "usage.run", "there is no run " + text, "`sluss runs` lists them.");
  }
  return core::RunId{std::stoll(*rows.front().front())};
}

}  // namespace sluss::daemon::cli
