#include "connectors/kolada/source.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/kolada/decode.h"
#include "connectors/kolada/reject.h"
#include "core/json.h"

namespace sluss::connectors::kolada {

using nlohmann::json;

namespace {

core::Result<Selection> selection_of(const Setup& setup) {
  const auto& job = setup.job;
  Selection selection;
  selection.municipality = setup.municipality;
  selection.indicators = SLUSS_TRY(setup.expand_sets(job.texts("indicators")));
  selection.areas = job.texts("areas");
  selection.compare = job.texts("compare");
  selection.units = job.texts("units");
  selection.per_page = static_cast<int>(setup.source.integer("per_page"));
  selection.first_year = static_cast<int>(job.integer("first_year"));
  const bool always = job.text("full_reload") == "always";
  selection.full_reload = setup.full || always;
  if (!always) selection.full_reload_after = job.duration("full_reload");
  selection.overlap = job.duration("overlap");
  return selection;
}

class KoladaSource final : public Source {
 public:
  KoladaSource(const Setup& setup, Selection selection, std::shared_ptr<PageSource> pages, ProbeServer probe)
      : probe_(std::move(probe)),
        server_(setup.source.text("url")),
        selection_(std::move(selection)),
        pages_(std::move(pages)),
        kolada_(setup.source.text("url"), *pages_, setup.clock),
        plan_(core::json_text(json{{"url", setup.source.text("url")},
                                   {"municipality", setup.municipality},
                                   {"indicators", setup.job.texts("indicators")},
                                   {"areas", setup.job.texts("areas")},
                                   {"compare", setup.job.texts("compare")},
                                   {"units", setup.job.texts("units")},
                                   {"first_year", selection_.first_year},
                                   {"full", selection_.full_reload}})) {}

  [[nodiscard]] std::string plan() const override { return plan_; }
  [[nodiscard]] std::string server() const override { return server_; }

  core::Result<Extent> extract(Sink& sink, std::stop_token stop) override {
    const auto extent = SLUSS_TRY(
        kolada_.extract(selection_, sink, std::move(stop), [&sink](const LoadExtent& resolved) -> core::Result<> {
          return sink.selected({.text = extent_text(resolved)});
        }));
    return Extent{.complete = extent.complete_full, .text = extent_text(extent)};
  }

  core::Result<Probe> probe(std::stop_token stop) override {
    if (probe_) return probe_(stop);
    return core::fail(core::ErrorClass::config, "kolada.no_server", "these pages come from no server",
                      "Name the source's url.");
  }

 private:
  ProbeServer probe_;
  std::string server_;
  Selection selection_;
  std::shared_ptr<PageSource> pages_;
  Kolada kolada_;
  std::string plan_;
};

class PageReader final : public ObjectReader {
 public:
  [[nodiscard]] bool needs_extent(const RawObject& object) const override {
    const auto stream = stream_of(object.query);
    return stream && is_of_values(*stream);
  }

  core::Result<> read(const KeptObject& object, RowSink& sink) override {
    const auto stream = stream_of(object.object.query);
    if (!stream) return {};
    SLUSS_TRY(decoder_.decode(
        *stream, body_of(object.body),
        [&](const core::Batch& rows) { return sink.batch(name_of(*stream), object.handle, rows); },
        [&](const Flaw& flaw) {
          return sink.rejected(reject_of(*stream, object.object.query, object.object.page, object.handle, flaw));
        }));
    return {};
  }

 private:
  Decoder decoder_;
};

}  // namespace

core::Result<std::unique_ptr<Source>> make_source(const Setup& setup, std::shared_ptr<PageSource> pages,
                                                  ProbeServer probe) {
  auto selection = SLUSS_TRY(selection_of(setup));
  return std::make_unique<KoladaSource>(setup, std::move(selection), std::move(pages), std::move(probe));
}

std::unique_ptr<ObjectReader> make_reader() {
  return std::make_unique<PageReader>();
}

}  // namespace sluss::connectors::kolada
