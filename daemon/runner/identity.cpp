#include "daemon/runner/identity.h"

#include <algorithm>

#include "daemon/runner/run_journal.h"

namespace sluss::daemon::runner {

core::Result<> identify(Context& context, warehouse::Writer& writer, const Original& original,
                        warehouse::RunRecord& run) {
  if (original.run && original.recorded_at) {
    SLUSS_ASSIGN(const auto next, writer.next_run({1}));
    if (next.value > original.run->value) {
      return core::fail(core::ErrorClass::data, std::string(already_applied),
                        "run " + std::to_string(original.run->value) + " is in the warehouse already",
                        "nothing is to be done");
    }
    run.id = *original.run;
    run.recorded_at = *original.recorded_at;
    return {};
  }
  SLUSS_ASSIGN(const auto known, runs_in_journal(context));
  core::RunId last{0};
  for (const auto& other : known) last = std::max(last, other.run);
  SLUSS_ASSIGN(run.id, writer.next_run({last.value + 1}));
  SLUSS_ASSIGN(run.recorded_at, writer.recorded_at(context.clock.now()));
  return {};
}

std::vector<warehouse::RawObjectRow> raw_object_rows(const warehouse::archive::SegmentInfo& segment,
                                                     std::uint32_t offset) {
  std::vector<warehouse::RawObjectRow> rows;
  rows.reserve(segment.objects.size());
  for (const auto& object : segment.objects) {
    rows.push_back({.index = offset + object.index,
                    .query = object.query,
                    .request = object.request,
                    .page = object.page,
                    .status = object.status,
                    .etag = object.etag,
                    .sha256 = object.sha256,
                    .bytes = object.bytes,
                    .fetched_at = object.fetched_at,
                    .segment = segment.file.string()});
  }
  return rows;
}

}  // namespace sluss::daemon::runner
