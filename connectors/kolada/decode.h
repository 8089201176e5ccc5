#pragma once
// From the bytes of one page to batches. Pure, and safe on any bytes: a page that is not what it should be is an error,
// a value that cannot be decoded is a flaw and the rest of its page goes on.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/batch.h"
#include "core/error.h"

namespace sluss::connectors::kolada {

enum class Stream : std::uint8_t { kpi, kpi_group, municipality, municipality_group, ou, data, oudata };

/// "kolada.kpi", …: the stream's name in schema.h.
[[nodiscard]] std::string_view name_of(Stream stream);
[[nodiscard]] const core::Schema& schema_of(Stream stream);
/// The stream of a query's rows, by the first part of its path ("data/…"); nothing: the query is none of Kolada's.
[[nodiscard]] std::optional<Stream> stream_of(std::string_view key);
/// Of values, and not of a catalogue.
[[nodiscard]] constexpr bool is_of_values(Stream stream) {
  return stream == Stream::data || stream == Stream::oudata;
}

/// A page's bytes. `spare` bytes after them may be read; with fewer than simdjson wants, the decoder copies the page.
struct Body {
  std::string_view text;
  std::size_t spare = 0;
};
[[nodiscard]] Body body_of(const std::string& text);

/// What a page contains beside its items.
struct Envelope {
  std::string next_url;               ///< as written; empty when null, absent or ""
  std::optional<std::int64_t> count;  ///< as written: of the page or of the whole query, see ItemCounts
  bool count_misread = false;         ///< something else than a whole number, or there twice
  std::int64_t items = 0;             ///< elements of `values`
  std::int64_t rows = 0;              ///< handed on
  std::int64_t flaws = 0;             ///< passed to `on_flaw`
};

struct Flaw {
  std::int64_t byte = 0;  ///< offset in the page, from 0
  std::string field;      ///< "values[3].values[1].count"
  /// kolada.missing_field, kolada.wrong_type, kolada.out_of_range, kolada.bad_text, kolada.repeated_field
  std::string_view error;
  std::string shown;  ///< at most 80 bytes, whole characters
  std::string kpi;    ///< of a value: whose it is, when that could be read
};

using OnRows = std::function<core::Result<>(const core::Batch&)>;
using OnFlaw = std::function<core::Result<>(const Flaw&)>;

/// Keeps its memory between pages. Not thread safe.
/// Errors: kolada.truncated and kolada.html (transient), kolada.not_json, kolada.values_not_list, kolada.next_url
/// (source).
class Decoder {
 public:
  Decoder();
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// Rows are handed on in batches of about 2,048, in the order of the page. Position counts values from 0.
  [[nodiscard]] core::Result<Envelope> decode(Stream stream, Body body, const OnRows& on_rows, const OnFlaw& on_flaw);
  /// The envelope alone; every bracket of the page is walked.
  [[nodiscard]] core::Result<Envelope> envelope(Body body);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What an answer with status 200 must be to be worth decoding: JSON, whole, an object with a list `values`. Inspects
/// only the ends of the page where that is enough.
[[nodiscard]] core::Result<> judge(std::string_view media_type, Body body);

/// True for a page, passed by judge(), whose list `values` is empty.
[[nodiscard]] bool has_no_items(Body body);

/// The next_url of a page that judge() passed, read from its end where it is there, else by envelope().
[[nodiscard]] core::Result<std::string> next_url_of(Body body);

}  // namespace sluss::connectors::kolada
