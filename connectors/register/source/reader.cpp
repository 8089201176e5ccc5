#include "connectors/register/source/reader.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "connectors/register/source/extent.h"
#include "connectors/register/source/file_rows.h"
#include "connectors/register/source/no_file.h"
#include "connectors/register/source/options.h"
#include "connectors/register/source/parts.h"
#include "core/files.h"
#include "core/ids.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

class PagesReader final : public ObjectReader {
 public:
  core::Result<> begin(std::string_view extent, const fs::path& scratch) override {
    scratch_ = scratch;
    if (is_of_no_file(extent)) return {};
    extent_ = SLUSS_TRY(parse_extent(extent));
    return {};
  }

  [[nodiscard]] bool needs_extent(const RawObject& object) const override {
    return extent_ && object.query == extent_->file.query;
  }

  core::Result<> read(const KeptObject& object, RowSink& sink) override {
    if (!needs_extent(object.object) || !object.object.etag.starts_with(extent_->file.sha256)) return {};
    if (object.object.page == 1) SLUSS_TRY(begin_file(object.handle));
    // Of a page that is there twice the first counts: an attempt before had archived some of them.
    if (!file_ || object.object.page != pages_ + 1) return {};
    ++pages_;
    hasher_.update(object.body);
    SLUSS_TRY(file_->write(object.body));
    if (pages_ < extent_->file.pages) return {};
    return read_file(sink);
  }

 private:
  [[nodiscard]] fs::path path() const { return scratch_ / "archived"; }

  core::Result<> begin_file(RawHandle first) {
    if (file_ || read_) return {};
    first_ = first;
    file_ = SLUSS_TRY(files_->create(path()));
    return {};
  }

  core::Result<> read_file(RowSink& sink) {
    SLUSS_TRY(file_->close());
    file_.reset();
    read_ = true;
    if (hasher_.finish().hex() != extent_->file.sha256) {
      return core::fail(core::ErrorClass::data, "archive.damaged", "the archived pages of a file are not its bytes",
                        "Run `sluss archive verify`, and take the segment from a backup.",
                        {.file = extent_->file.query});
    }
    const auto limits = limits_of_archived();
    const auto parts = SLUSS_TRY(
        FileParts::open(path(), extent_->file.name,
                        {.mapping = extent_->mapping, .limits = limits, .files = *files_, .scratch = scratch_}));
    auto summary = SLUSS_TRY(give_rows(
        {.mapping = extent_->mapping, .name = extent_->file.name, .parts = parts.parts(), .first_page = first_}, sink));
    std::error_code ignored;
    fs::remove(path(), ignored);
    if (summary.refused) return std::unexpected(*std::move(summary.refused));
    return {};
  }

  std::unique_ptr<core::Files> files_ = core::real_files();
  fs::path scratch_;
  std::optional<FilesExtent> extent_;  ///< nothing: the load has no file
  std::unique_ptr<core::OutputFile> file_;
  core::Sha256Hasher hasher_;
  RawHandle first_;
  std::int64_t pages_ = 0;
  bool read_ = false;
};

}  // namespace

std::unique_ptr<ObjectReader> make_reader() {
  return std::make_unique<PagesReader>();
}

}  // namespace sluss::connectors::registers
