#include "connectors/register/source/waiting.h"

#include <utility>

#include "connectors/register/mapping/pattern.h"
#include "connectors/register/source/parts.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

/// The captures of a file's cells too; nothing where it cannot be copied or opened now.
std::optional<Captures> captures_with_cells(const WaitingSetting& setting, const InboxFile& file,
                                            const std::string& name) {
  const auto copied = setting.inbox.take(file, setting.scratch, {});
  if (!copied) return std::nullopt;
  const auto parts = FileParts::open(
      copied->copy(), name,
      {.mapping = setting.mapping, .limits = setting.limits, .files = setting.files, .scratch = setting.scratch});
  if (!parts) return std::nullopt;
  auto captures = captures_in(setting.mapping, name, parts->parts());
  if (!captures) return std::nullopt;
  return *std::move(captures);
}

}  // namespace

std::string readable_name(std::string_view name) {
  return core::one_line(core::decoded(name));
}

bool is_named(const Mapping& mapping, std::string_view name) {
  return Patterns(mapping.files.names).matches(readable_name(name));
}

core::Result<std::vector<WaitingFile>> waiting_files(const WaitingSetting& setting) {
  const auto& mapping = setting.mapping;
  const Patterns names(mapping.files.names);
  std::vector<WaitingFile> waiting;
  for (auto& file : SLUSS_TRY(setting.inbox.list())) {
    auto name = readable_name(file.name);
    auto captures = names.match(name).value_or(Captures());
    if (needs_cells(mapping, captures)) {
      if (auto more = captures_with_cells(setting, file, name)) captures = *std::move(more);
    }
    waiting.push_back({.file = std::move(file),
                       .name = std::move(name),
                       .query = query_of(mapping, captures),
                       .order = order_of(mapping, captures),
                       .period = period_of(mapping, captures)});
  }
  sort_waiting(waiting);
  return waiting;
}

CopiedFile without_copy(const CopiedFile& copied) {
  return {copied.file(), {}, copied.sha256()};
}

}  // namespace sluss::connectors::registers
