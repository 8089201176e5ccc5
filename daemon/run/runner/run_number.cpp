#include "daemon/run/runner/run_number.h"

#include <algorithm>

#include "daemon/run/audit/audit.h"
#include "daemon/run/runner/clock_check.h"
#include "warehouse/journal/index.h"

namespace sluss::daemon::run {

namespace journal = warehouse::journal;

core::Result<> identify(Context& context, warehouse::Writer& writer, const OriginalIdentity& original,
                        warehouse::RunRecord& run) {
  if (original.run && original.recorded_at) {
    const auto next = SLUSS_TRY(writer.next_run({1}));
    if (next.value > original.run->value) {
      return core::fail(core::ErrorClass::data, std::string(already_applied),
                        "run " + std::to_string(original.run->value) + " is in the warehouse already",
                        "nothing is to be done");
    }
    run.id = *original.run;
    run.recorded_at = *original.recorded_at;
    return {};
  }
  const auto last = SLUSS_TRY(writer.last_audit());
  auto index = SLUSS_TRY(journal::Index::open(context.files, context.journal_file));
  std::vector<warehouse::AuditRow> rows;
  SLUSS_TRY(index.read_from(last + 1, [&](journal::Entry&& entry) -> core::Result<> {
    rows.push_back(audit_row(std::move(entry)));
    return {};
  }));
  SLUSS_TRY(writer.put_audit(rows));
  run.id = SLUSS_TRY(writer.next_run({index.most_run().value + 1}));
  // The first moment that is free shows the last one that is taken.
  const auto free = SLUSS_TRY(writer.recorded_at({}));
  constexpr std::int64_t before_any_run = 1;
  if (!original.clock_known && free.micros > before_any_run) SLUSS_TRY(check_since(context, free));
  run.recorded_at = SLUSS_TRY(writer.recorded_at(context.clock.now()));
  return {};
}

std::vector<warehouse::RawObjectRow> raw_object_rows(const warehouse::archive::SegmentInfo& segment,
                                                     std::uint32_t offset) {
  std::vector<warehouse::RawObjectRow> rows;
  rows.reserve(segment.objects.size());
  for (const auto& object : segment.objects) {
    const core::RawObject& raw = object;
    rows.push_back({raw, offset + object.index, object.sha256, object.bytes, segment.file.string()});
  }
  return rows;
}

}  // namespace sluss::daemon::run
