#include "daemon/run/replay/read_segment.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/registry.h"

namespace sluss::daemon::run {

namespace archive = warehouse::archive;

core::Result<const connectors::Kind*> kind_of(const archive::SegmentHeader& header) {
  const auto context = nlohmann::json::parse(header.context, nullptr, false);
  const auto* first = connectors::kinds().front();  // of a program that knew no other, and named none
  const auto name = context.is_object() ? context.value("kind", std::string(first->name)) : std::string(first->name);
  if (const auto* kind = connectors::find_kind(name)) return kind;
  return core::fail(core::ErrorClass::config, "run.unknown_kind",
                    "source " + header.source + " is of the kind \"" + name + "\", which this program does not know",
                    "A newer program has loaded it: use that one.");
}

core::Result<Resolution> read_segment(archive::Archive& store, const archive::SegmentInfo& segment, Load& load,
                                      const std::filesystem::path& scratch, std::optional<std::string> extent) {
  const auto* const kind = SLUSS_TRY(kind_of(segment.header));
  auto resolution = SLUSS_TRY(read_resolution(store, segment));
  if (extent) resolution.extent.text = *std::move(extent);
  const auto reader = kind->read_again();
  SLUSS_TRY(reader->begin(resolution.extent.text, scratch));
  bool selected = false;
  for (const auto& object : segment.objects) {
    if (!selected && reader->needs_extent(object)) {
      SLUSS_TRY(load.select(resolution.extent));
      selected = true;
    }
    auto body = SLUSS_TRY(store.read(segment, object.index));
    SLUSS_TRY(reader->read({.handle = {object.index}, .object = object, .body = std::move(body)}, load));
  }
  load.raw_objects(segment.objects.size());
  return resolution;
}

}  // namespace sluss::daemon::run
