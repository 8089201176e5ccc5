#include "connectors/register/source/pages.h"

#include <algorithm>
#include <utility>

#include "connectors/register/file_bytes.h"
#include "connectors/register/source/parts.h"
#include "core/raw_object.h"

namespace sluss::connectors::registers {
namespace {

core::Result<RawHandle> archive_page(const ArchivedFile& file, int page, bool last, std::string_view bytes,
                                     Sink& sink) {
  const auto kept = SLUSS_TRY(sink.kept(file.query, page));
  if (kept && kept->object.etag == file.etag && kept->body == bytes) return kept->handle;
  const auto object = sink.open_object();
  SLUSS_TRY(object->write(bytes));
  return object->finish({.query = file.query,
                         .request = file.request,
                         .page = page,
                         .media_type = "application/octet-stream",
                         .etag = file.etag,
                         .fetched_at = file.fetched_at,
                         .last_page = last});
}

}  // namespace

std::int64_t pages_of(std::uint64_t bytes) {
  return std::max<std::int64_t>(
      1, static_cast<std::int64_t>((bytes + core::object_bytes_most - 1) / core::object_bytes_most));
}

core::Result<RawHandle> archive_pages(const ArchivedFile& file, Sink& sink, const std::stop_token& stop,
                                      const std::function<void(std::int64_t bytes)>& progress) {
  auto bytes = SLUSS_TRY(FileBytes::open(file.path));
  std::string page(static_cast<std::size_t>(std::min<std::uint64_t>(core::object_bytes_most, file.bytes)), '\0');
  const auto pages = pages_of(file.bytes);
  RawHandle first;
  for (int number = 1; number <= pages; ++number) {
    if (stop.stop_requested()) return stopped();
    const auto got = SLUSS_TRY(bytes.read(page));
    const auto handle =
        SLUSS_TRY(archive_page(file, number, number == pages, std::string_view(page).substr(0, got), sink));
    if (number == 1) first = handle;
    progress(static_cast<std::int64_t>(got));
  }
  if (stop.stop_requested()) return stopped();
  return first;
}

}  // namespace sluss::connectors::registers
