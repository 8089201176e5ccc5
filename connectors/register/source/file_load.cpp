#include "connectors/register/source/file_load.h"

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "connectors/register/source/extent.h"
#include "connectors/register/source/file_rows.h"
#include "connectors/register/source/findings.h"
#include "connectors/register/source/identity_check.h"
#include "connectors/register/source/pages.h"
#include "connectors/register/source/parts.h"
#include "core/period.h"
#include "core/time.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

class FileLoad {
 public:
  FileLoad(const LoadSetting& setting, const FileToLoad& load) : setting_(setting), load_(load) {}

  core::Result<Extent> run(Sink& sink, const std::stop_token& stop) {
    const auto began = setting_.setup.clock.now();
    const auto& waiting = load_.waiting;
    auto& file = load_.file;
    const auto parts = SLUSS_TRY(open_checked(sink, stop));
    SLUSS_TRY(check_series(parts));
    SLUSS_TRY(check_period());
    const auto sha256 = file.file.sha256().hex();
    const auto bytes = file.file.file().stamp.bytes;
    const FilesExtent covered{.mapping = setting_.mapping,
                              .file = {.query = waiting.query,
                                       .name = waiting.name,
                                       .pages = pages_of(bytes),
                                       .sha256 = sha256,
                                       .order = waiting.order,
                                       .period = waiting.period},
                              .codelists = setting_.codelists};
    Extent extent{.text = extent_text(covered), .part = part_of(waiting), .late = load_.late};
    SLUSS_TRY(sink.selected(extent));
    Progress progress{.pages_expected = covered.file.pages, .doing = shown_name(waiting.name)};
    const auto first = SLUSS_TRY(archive_pages({.path = file.file.copy(),
                                                .bytes = bytes,
                                                .query = waiting.query,
                                                .request = setting_.place.request_of(waiting.name),
                                                .etag = etag_of(sha256, waiting),
                                                .fetched_at = began},
                                               sink, stop, [&](std::int64_t more) {
                                                 ++progress.pages;
                                                 progress.bytes += more;
                                                 sink.progress(progress);
                                               }));
    file.summary = SLUSS_TRY(give_rows({.mapping = setting_.mapping,
                                        .name = waiting.name,
                                        .parts = parts.parts(),
                                        .first_page = first,
                                        .of_zip = parts.is_zip(),
                                        .stop = stop,
                                        .progress =
                                            [&](std::int64_t rows) {
                                              progress.rows += rows;
                                              sink.progress(progress);
                                            }},
                                       sink));
    std::error_code ignored;
    fs::remove(file.file.copy(), ignored);  // the disk has its bytes twice
    if (!file.summary->refused) file.summary->refused = file.summary->not_to_take;
    if (file.summary->refused) return std::unexpected(*file.summary->refused);
    sink.found(read_finding({.name = file.name, .recognised = file.recognised, .period = file.period}, setting_.mapping,
                            *file.summary));
    SLUSS_TRY(sink.done({.query = waiting.query, .full = true, .began_at = began}));
    extent.complete = !setting_.mapping.partial;
    return extent;
  }

 private:
  /// When the folder was listed the file's cells could not be read, or were others.
  core::Result<> check_series(const FileParts& parts) const {
    if (setting_.mapping.cells.empty()) return {};
    const auto captures = SLUSS_TRY(captures_in(setting_.mapping, load_.waiting.name, parts.parts()));
    if (query_of(setting_.mapping, captures) == load_.waiting.query &&
        order_of(setting_.mapping, captures) == load_.waiting.order)
      return {};
    return core::fail(core::ErrorClass::transient, "inbox.changing",
                      "the file changed after the folder had been listed", "It is read by the next run.",
                      {.file = shown_name(load_.waiting.name)});
  }

  /// A year that is mistyped would be the latest of its series: what comes after it, and is right, would be older.
  core::Result<> check_period() const {
    if (setting_.mapping.series.ahead) return {};
    const auto period = core::Period::parse(load_.waiting.period);
    const int year = core::year_of(core::swedish_day(setting_.setup.clock.now()));
    if (!period || period->year() <= year + 1) return {};
    return core::fail(core::ErrorClass::data, "register.period_ahead",
                      "the file is of " + period->text() + ", which begins more than a year from now",
                      "Correct the year in its name; for files of periods to come write ahead = true under [series]",
                      {.file = shown_name(load_.waiting.name)});
  }

  /// Nothing of a file with the numbers of persons is archived.
  core::Result<FileParts> open_checked(Sink& sink, const std::stop_token& stop) {
    // These rows are read again, and counted then: a progress never goes back.
    IdentityCheck check(stop, &setting_.mapping,
                        [&](std::int64_t rows) { sink.progress({.doing = looking_text(load_.waiting.name, rows)}); });
    check.look_at_name(load_.waiting.name);
    for (const auto& text : {load_.waiting.query, load_.waiting.period}) check.look_at_name(text);
    for (const auto& text : load_.waiting.order) check.look_at_name(text);
    auto parts = SLUSS_TRY(
        FileParts::open(load_.file.file.copy(), load_.waiting.name,
                        {.mapping = setting_.mapping,
                         .limits = setting_.limits,
                         .files = setting_.files,
                         .scratch = setting_.setup.scratch,
                         .stop = stop,
                         .name = [&](const std::string& name) { check.look_at_name(name); },
                         .text = [&](std::string_view place,
                                     const std::string& text) { check.look_at_text(load_.waiting.name, place, text); },
                         .others = [&](const Part& part) { return check.look_at(part); }}));
    load_.file.recognised = parts.recognised();
    for (const auto& part : parts.parts()) SLUSS_TRY(check.look_at(part));
    load_.file.hits = check.hits();
    SLUSS_TRY(check.result(load_.waiting.name));
    return parts;
  }

  const LoadSetting& setting_;
  const FileToLoad& load_;
};

}  // namespace

core::Result<Extent> load_file(const LoadSetting& setting, const FileToLoad& load, Sink& sink,
                               const std::stop_token& stop) {
  return FileLoad(setting, load).run(sink, stop);
}

}  // namespace sluss::connectors::registers
