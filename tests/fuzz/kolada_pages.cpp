// Any bytes as a page of Kolada's: rows and flaws that add up, or an error that can be acted on.
#include <cstdint>
#include <string>

#include "check.h"
#include "connectors/kolada/decode.h"
#include "connectors/kolada/paging.h"

using namespace sluss;
using sluss::fuzz::check;
using namespace sluss::connectors::kolada;

namespace {

void check_page(Stream stream, std::string_view text) {
  static Decoder decoder;
  std::int64_t rows = 0;
  std::int64_t flaws = 0;
  const auto envelope = decoder.decode(
      stream, {.text = text, .spare = 0},
      [&](const core::Batch& batch) -> core::Result<> {
        check(batch.consistent() && batch.rows() > 0 && batch.schema() == schema_of(stream));
        rows += static_cast<std::int64_t>(batch.rows());
        return {};
      },
      [&](const Flaw& flaw) -> core::Result<> {
        check(flaw.byte >= 0 && flaw.byte <= static_cast<std::int64_t>(text.size()));
        check(flaw.shown.size() <= 80 && flaw.error.starts_with("kolada.") && flaw.field.starts_with("values["));
        ++flaws;
        return {};
      });
  if (!envelope) {
    check(envelope.error().code.starts_with("kolada.") && !envelope.error().remedy.empty());
    return;
  }
  check(envelope->rows == rows && envelope->flaws == flaws);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto stream = static_cast<Stream>(data[0] % 7);
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  check_page(stream, text);
  (void)has_no_items(body_of(text));
  if (judge("application/json", body_of(text))) {
    if (const auto next = next_url_of(body_of(text))) {
      Paging paging("https://api.kolada.se/v3", "https://api.kolada.se/v3/kpi?per_page=5000");
      if (const auto more = paging.advance(*next); more && *more) {
        check(paging.url().starts_with("https://api.kolada.se"));
        check(paging.advance(paging.url()).error().code == "kolada.page_cycle");
      }
    }
  }
  return 0;
}
