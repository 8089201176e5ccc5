// archive list, verify, prune.
#include <map>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/progress.h"
#include "daemon/cli/workspace.h"
#include "daemon/runner/missing_segments.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::cli {
namespace {

using nlohmann::json;
using warehouse::archive::SegmentInfo;

core::Result<ExitCode> print_segments(Environment& environment, const std::vector<SegmentInfo>& segments) {
  auto list = json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& segment : segments) {
    list.push_back({{"file", segment.file.string()},
                    {"source", segment.header.source},
                    {"job", segment.header.job},
                    {"began_at", core::to_text(segment.header.began_at)},
                    {"whole", segment.whole},
                    {"objects", segment.objects.size()},
                    {"stored", segment.stored}});
    rows.push_back({segment.file.string(), segment.header.job, shown_time(segment.header.began_at),
                    segment.whole ? "whole" : "unfinished", grouped(static_cast<std::int64_t>(segment.objects.size())),
                    bytes_text(static_cast<std::int64_t>(segment.stored))});
  }
  SLUSS_TRY(environment.output.write(
      environment.output.json ? core::json_text(list) + "\n"
                              : text_table({"segment", "job", "began (local)", "state", "objects", "stored"}, rows)));
  return ExitCode::done;
}

/// Segments whose objects no version points at and whose queries were all asked again by a later segment.
core::Result<std::vector<SegmentInfo>> without_use(warehouse::Reader& reader,
                                                   const std::vector<SegmentInfo>& segments) {
  SLUSS_ASSIGN(const auto used, warehouse::ledger::segments_of_versions(reader));
  std::map<std::string, std::size_t> last_asked;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    for (const auto& object : segments[i].objects) last_asked[segments[i].header.job + "\n" + object.query] = i;
  }
  std::vector<SegmentInfo> result;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!segments[i].whole || used.contains(segments[i].file.string())) continue;
    bool asked_again = true;
    for (const auto& object : segments[i].objects)
      asked_again = asked_again && last_asked.at(segments[i].header.job + "\n" + object.query) > i;
    if (asked_again) result.push_back(segments[i]);
  }
  return result;
}

}  // namespace

core::Result<ExitCode> command_archive_list(Environment& environment) {
  SLUSS_ASSIGN(const auto workspace, Workspace::open(environment));
  SLUSS_ASSIGN(const auto segments, workspace->place().archive().segments());
  return print_segments(environment, segments);
}

core::Result<ExitCode> command_archive_verify(Environment& environment) {
  SLUSS_ASSIGN(const auto workspace, Workspace::open(environment));
  std::int64_t segments = 0;
  std::int64_t objects = 0;
  SLUSS_ASSIGN(auto missing, runner::missing_segments(workspace->place().context()));
  SLUSS_ASSIGN(auto errors, workspace->place().archive().verify([&](const SegmentInfo& segment) {
    ++segments;
    objects += static_cast<std::int64_t>(segment.objects.size());
  }));
  if (missing) errors.push_back(*std::move(missing));
  if (!errors.empty()) {
    environment.output.errors(errors);
    return ExitCode::failed;
  }
  const json shown{{"segments", segments}, {"objects", objects}, {"damaged", 0}, {"missing", 0}};
  SLUSS_TRY(environment.output.write(environment.output.json
                                         ? core::json_text(shown) + "\n"
                                         : grouped(objects) + " objects in " + grouped(segments) +
                                               " segments agree with their sums; published runs name no other\n"));
  return ExitCode::done;
}

core::Result<ExitCode> command_archive_prune(Environment& environment) {
  SLUSS_ASSIGN(const auto workspace, Workspace::open(environment));
  SLUSS_ASSIGN(const auto reader, workspace->reader(false));
  SLUSS_ASSIGN(const auto segments, workspace->place().archive().segments());
  SLUSS_ASSIGN(const auto unused, without_use(*reader, segments));
  return print_segments(environment, unused);
}

}  // namespace sluss::daemon::cli
