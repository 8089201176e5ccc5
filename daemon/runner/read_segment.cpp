#include "connectors/kolada/decode.h"
#include "daemon/runner/load.h"

namespace sluss::daemon::runner {

namespace archive = warehouse::archive;
namespace kolada = connectors::kolada;

namespace {

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
    const auto stream = kolada::stream_of(object.query);
    if (!stream) continue;
    if (kolada::is_of_values(*stream) && !selected) {
      load.select(resolution.selected);
      selected = true;
    }
    SLUSS_TRY(read_object(store, segment, object, *stream, decoder, load));
  }
  load.raw_objects(segment.objects.size());
  return resolution;
}

}  // namespace sluss::daemon::runner
