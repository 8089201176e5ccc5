#include "daemon/serve/notify/message_json.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "daemon/serve/notify/condition.h"
#include "daemon/serve/notify/figures.h"
#include "daemon/serve/notify/message.h"
#include "daemon/serve/notify/over.h"
#include "daemon/serve/notify/phrases.h"
#include "daemon/serve/notify/safe_text.h"

namespace sluss::daemon::notify {
namespace {

using nlohmann::json;

constexpr std::size_t figures_most = 1000;

std::string clean(std::string_view text) {
  return safe_text(text, 400);
}

json time_of(const std::optional<core::Instant>& instant) {
  return instant ? json(core::to_text(*instant)) : json(nullptr);
}

std::string_view name_of(NoticeReason reason) {
  switch (reason) {
    case NoticeReason::begins:
      return "begins";
    case NoticeReason::changed:
      return "changed";
    case NoticeReason::lasts:
      break;
  }
  return "lasts";
}

json fields_of(const RunFailed& failed) {
  json fields{{"job", clean(failed.job)},
              {"error", clean(failed.error.code)},
              {"error_class", core::name_of(failed.error.error_class)},
              {"what", clean(failed.error.what)},
              {"remedy", clean(failed.error.remedy)},
              {"failed_at", core::to_text(failed.failed_at)},
              {"failures", failed.failures},
              {"last_success", time_of(failed.last_success)},
              {"next_try", time_of(failed.next_try)}};
  if (failed.file)
    fields["file"] = {{"name", clean(failed.file->name)},
                      {"wrong", safe_text(failed.file->wrong, 1'500)},
                      {"change", safe_text(failed.file->change, 1'500)}};
  return fields;
}

json fields_of(const JobLate& late) {
  json awaited = json::array();
  for (const auto& title : late.awaited) awaited.push_back(clean(title));
  return {{"job", clean(late.job)},
          {"expected_by", core::to_text(late.expected_by)},
          {"last_success", time_of(late.last_success)},
          {"awaited", std::move(awaited)}};
}

json file_json(const FileRead& file) {
  json rejects = json::array();
  for (const auto& one : file.rejects)
    rejects.push_back({{"sheet", clean(one.sheet)},
                       {"row", one.row},
                       {"column", clean(one.column)},
                       {"wrong", clean(one.wrong)},
                       {"change", clean(one.change)}});
  json older = json::array();
  for (const auto& one : file.older)
    older.push_back({{"name", clean(one.name)}, {"what", clean(one.what)}, {"remedy", clean(one.remedy)}});
  return {{"name", clean(file.name)},     {"older", std::move(older)},     {"what", safe_text(file.what, 1'000)},
          {"remedy", clean(file.remedy)}, {"rejects", std::move(rejects)}, {"rejects_in_all", file.all_rejects},
          {"waiting", file.waiting}};
}

json fields_of(const SeriesHeld& held) {
  json series = json::array();
  for (const auto& one : held.series)
    series.push_back({{"series", clean(one.series)}, {"title", clean(one.title)}, {"gate", clean(one.gate)}});
  json fields{{"job", clean(held.job)}, {"run", held.run}, {"series", std::move(series)}};
  if (held.file) fields["file"] = file_json(*held.file);
  for (const auto& rows : held.rows)
    fields["waiting_rows"].push_back(
        {{"run", rows.run}, {"file", clean(rows.file)}, {"periods", rows.periods}, {"rows", rows.rows}});
  if (!held.why.empty()) {
    fields["expected"] = json::array();
    for (const auto& one : held.why) fields["expected"].push_back(clean(one));
  }
  return fields;
}

json fields_of(const DiskLow& disk) {
  return {{"folder", clean(disk.folder)},
          {"free_bytes", disk.free_bytes},
          {"least_bytes", disk.least_bytes},
          {"stopped", disk.stopped}};
}

json fields_of(const StateDamaged& damaged) {
  return {{"kept", clean(damaged.kept)},
          {"error", clean(damaged.error.code)},
          {"what", clean(damaged.error.what)},
          {"remedy", clean(damaged.error.remedy)}};
}

json fields_of(const Deadline& deadline) {
  return {{"name", clean(deadline.name)}, {"due", core::to_text(deadline.due)}};
}

json fields_of(const Expiry& expiry) {
  return {{"what", expiry.what == ExpiryKind::certificate ? "certificate" : "credential"},
          {"name", clean(expiry.name)},
          {"expires", core::to_text(expiry.expires)}};
}

json fields_of(const DeliveryFailed& delivery) {
  return {{"dataset", clean(delivery.dataset)},
          {"to", clean(delivery.to)},
          {"run", delivery.run},
          {"failed_at", core::to_text(delivery.failed_at)},
          {"error", clean(delivery.error.code)},
          {"what", clean(delivery.error.what)},
          {"remedy", clean(delivery.error.remedy)}};
}

json figure_of(const Figure& figure) {
  json shown{{"indicator", clean(figure.indicator)},
             {"title", clean(figure.title)},
             {"period", clean(figure.period)},
             {"measure", clean(figure.measure)},
             {"value", figure.value ? json(*figure.value) : json(nullptr)},
             {"status", clean(figure.status)},
             {"before", figure.before ? json(*figure.before) : json(nullptr)},
             {"revised", figure.revised}};
  if (figure.bound != core::Bound::exact) shown["bound"] = core::name_of(figure.bound);
  if (figure.before_bound != core::Bound::exact) shown["before_bound"] = core::name_of(figure.before_bound);
  return shown;
}

json fields_of(const NewFigures& run) {
  json figures = json::array();
  for (const auto& figure : run.figures) {
    if (figures.size() == figures_most) break;
    figures.push_back(figure_of(figure));
  }
  json files = json::array();
  for (const auto& file : run.files) files.push_back(clean(file));
  json fields{{"job", clean(run.job)},
              {"run", run.run},
              {"recorded_at", core::to_text(run.recorded_at)},
              {"attribution", clean(run.attribution)},
              {"figures", std::move(figures)},
              {"figures_in_all", run.figures.size()},
              {"removed", run.removed},
              {"files", std::move(files)}};
  for (const auto& file : run.released) fields["released"].push_back(clean(file));
  for (const auto& rows : run.released_rows)
    fields["released_rows"].push_back({{"run", rows.run}, {"file", clean(rows.file)}, {"rows", rows.rows}});
  return fields;
}

}  // namespace

std::string json_of(const Decision& decision, const Sender& sender, const Message& message) {
  json events = json::array();
  for (const auto& notice : decision.notices) {
    json event = std::visit([](const auto& one) { return fields_of(one); }, notice.event);
    if (const auto* run = std::get_if<NewFigures>(&notice.event); run != nullptr && sender.files.contains(run->run))
      event["file"] = file_json(sender.files.at(run->run));
    event["kind"] = name_of(kind_of(notice.event));
    event["key"] = clean(key_of(notice.event));
    event["why"] = name_of(notice.reason);
    event["since"] = core::to_text(notice.since);
    events.push_back(std::move(event));
  }
  json over = json::array();
  for (const auto& one : decision.over)
    over.push_back({{"kind", name_of(one.kind)},
                    {"key", clean(one.key)},
                    {"text", over_phrase(one)},
                    {"since", core::to_text(one.since)}});
  const json document{{"version", 1},
                      {"text", message.subject + "\n\n" + message.text},
                      {"subject", message.subject},
                      {"municipality", clean(sender.whose)},
                      {"page", clean(sender.page)},
                      {"at", core::to_text(sender.now)},
                      {"events", std::move(events)},
                      {"over", std::move(over)}};
  return core::json_text(document);
}

}  // namespace sluss::daemon::notify
