#include <array>

#include "connectors/kolada/decode.h"
#include "daemon/runner/load.h"

namespace sluss::daemon::runner {

namespace archive = warehouse::archive;
namespace kolada = connectors::kolada;

namespace {

/// Which of Kolada's streams a query answers, by the first part of its path.
std::optional<kolada::Stream> stream_of(std::string_view query) {
  constexpr std::array<std::pair<std::string_view, kolada::Stream>, 7> paths{{
      {"kpi", kolada::Stream::kpi},
      {"kpi_groups", kolada::Stream::kpi_group},
      {"municipality", kolada::Stream::municipality},
      {"municipality_groups", kolada::Stream::municipality_group},
      {"ou", kolada::Stream::ou},
      {"data", kolada::Stream::data},
      {"oudata", kolada::Stream::oudata},
  }};
  if (query.starts_with('/')) query.remove_prefix(1);
  const auto first = query.substr(0, query.find_first_of("/?"));
  for (const auto& [path, stream] : paths) {
    if (first == path) return stream;
  }
  return std::nullopt;
}

core::Result<> read_object(archive::Archive& store, const archive::SegmentInfo& segment,
                           const archive::StoredObject& object, kolada::Stream stream, kolada::Decoder& decoder,
                           Load& load) {
  SLUSS_ASSIGN(const auto text, store.read(segment, object.index));
  SLUSS_ASSIGN(const auto envelope,
               decoder.decode(
                   stream, kolada::body_of(text),
                   [&](const core::Batch& rows) { return load.take(kolada::name_of(stream), object.index, rows); },
                   [&](const kolada::Flaw& flaw) {
                     return load.reject({.raw = object.index,
                                         .object = object.query,
                                         .series = flaw.kpi,
                                         .byte = flaw.byte,
                                         .column = std::string(kolada::name_of(stream)),
                                         .field = flaw.field,
                                         .error = std::string(flaw.error),
                                         .shown = flaw.shown});
                   }));
  (void)envelope;
  return {};
}

}  // namespace

core::Result<Resolution> read_resolution(archive::Archive& store, const archive::SegmentInfo& segment) {
  for (auto object = segment.objects.rbegin(); object != segment.objects.rend(); ++object) {
    if (object->query != resolution_query) continue;
    SLUSS_ASSIGN(const auto text, store.read(segment, object->index));
    return parse_resolution(text);
  }
  return core::fail(core::ErrorClass::data, "archive.resolution",
                    "segment " + segment.file.string() + " does not say what its run resolved",
                    "it comes from a run that did not finish; it cannot be replayed");
}

core::Result<Resolution> read_segment(archive::Archive& store, const archive::SegmentInfo& segment, Load& load) {
  SLUSS_ASSIGN(auto resolution, read_resolution(store, segment));
  kolada::Decoder decoder;
  bool selected = false;
  for (const auto& object : segment.objects) {
    const auto stream = stream_of(object.query);
    if (!stream) continue;
    const bool values = *stream == kolada::Stream::data || *stream == kolada::Stream::oudata;
    if (values && !selected) {
      load.select(resolution.selected);
      selected = true;
    }
    SLUSS_TRY(read_object(store, segment, object, *stream, decoder, load));
  }
  load.raw_objects(segment.objects.size());
  return resolution;
}

}  // namespace sluss::daemon::runner
