#include "connectors/register/source/waiting.h"

#include <utility>

#include "connectors/register/mapping/pattern.h"
#include "connectors/register/source/file_names.h"
#include "connectors/register/source/parts.h"

namespace sluss::connectors::registers {
namespace {

/// The captures of a copy's cells too; nothing where it cannot be opened now.
std::optional<Captures> captures_with_cells(const WaitingSetting& setting, const CopiedFile& copied,
                                            const std::string& name) {
  const auto parts = FileParts::open(
      copied.copy(), name,
      {.mapping = setting.mapping, .limits = setting.limits, .files = setting.files, .scratch = setting.scratch});
  if (!parts) return std::nullopt;
  auto captures = captures_in(setting.mapping, name, parts->parts());
  if (!captures) return std::nullopt;
  return *std::move(captures);
}

Captures captures_of_name(const Mapping& mapping, const std::string& name) {
  return Patterns(mapping.files.names).match(name).value_or(Captures());
}

WaitingFile with_captures(const Mapping& mapping, InboxFile file, const Captures& captures) {
  auto name = readable_name(file.name);
  return {.file = std::move(file),
          .name = std::move(name),
          .query = query_of(mapping, captures),
          .order = order_of(mapping, captures),
          .period = period_of(mapping, captures)};
}

}  // namespace

core::Result<std::vector<WaitingFile>> waiting_files(const WaitingSetting& setting, const std::stop_token& stop) {
  std::vector<WaitingFile> waiting;
  for (auto& file : SLUSS_TRY(setting.place.list(stop))) {
    if (stop.stop_requested())
      return core::fail(core::ErrorClass::cancelled, "register.cancelled", "the listing of the files was cancelled");
    const auto captures = captures_of_name(setting.mapping, readable_name(file.name));
    if (setting.place.is_named_by_list() && needs_cells(setting.mapping, captures)) {
      const auto taken = setting.place.take(file, {}, setting.scratch, stop);
      if (taken && *taken) {
        waiting.push_back(described(setting, (*taken)->file));
        continue;
      }
    }
    waiting.push_back(with_captures(setting.mapping, std::move(file), captures));
  }
  sort_waiting(waiting);
  return waiting;
}

WaitingFile described(const WaitingSetting& setting, const CopiedFile& taken) {
  const auto name = readable_name(taken.file().name);
  auto captures = captures_of_name(setting.mapping, name);
  if (needs_cells(setting.mapping, captures)) {
    if (auto more = captures_with_cells(setting, taken, name)) captures = *std::move(more);
  }
  return with_captures(setting.mapping, taken.file(), captures);
}

CopiedFile without_copy(const CopiedFile& copied) {
  return {copied.file(), {}, copied.sha256()};
}

}  // namespace sluss::connectors::registers
