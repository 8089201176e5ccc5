#include "connectors/kolada/decode.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "connectors/kolada/decode_catalogue.h"
#include "connectors/kolada/decode_data.h"
#include "connectors/kolada/json_walk.h"
#include "connectors/kolada/schema.h"
#include "core/text.h"

namespace sluss::connectors::kolada {

namespace {

constexpr std::string_view white = " \t\r\n";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view content_of(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return core::trimmed(text, white);
}

/// True when a bracket or a text is left open, or the document is empty: it was cut. Only for what did not parse.
bool cut_short(std::string_view text) {
  text = content_of(text);
  if (text.empty()) return true;
  std::int64_t open = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++open;
    } else if (c == '}' || c == ']') {
      --open;
    }
  }
  return quoted || open > 0;
}

bool looks_like_html(std::string_view media_type, std::string_view text) {
  return media_type.find("html") != std::string_view::npos || text.starts_with('<');
}

}  // namespace

namespace impl {

std::unexpected<core::Error> broken_page(std::string_view text, std::string_view detail) {
  if (looks_like_html({}, content_of(text))) {
    return core::fail(core::ErrorClass::transient, "kolada.html", "a web page came where JSON was asked for",
                      "Kolada, or a proxy on the way, is having maintenance; the request is repeated");
  }
  if (cut_short(text)) {
    return core::fail(core::ErrorClass::transient, "kolada.truncated",
                      "the answer ends before its JSON does, after " + std::to_string(text.size()) + " bytes",
                      "the request is repeated; if it goes on, a proxy on the way may cut long answers");
  }
  return core::fail(core::ErrorClass::source, "kolada.not_json",
                    "the answer is not the JSON it should be: " + std::string(detail),
                    "Kolada's answer has changed its form; report it");
}

double reread(double read, std::string_view text) {
  constexpr std::size_t most_right = 19;  // digits of a 64-bit number, by which simdjson goes
  if (text.size() <= most_right) return read;
  double number = read;
  std::from_chars(text.data(), text.data() + text.size(), number);  // out of range: as it was read
  return number;
}

bool holds(double number, std::string_view text) {
  if (number == 0) {
    const std::size_t first = text.find_first_not_of("-0.");
    return first == std::string_view::npos || text[first] < '1' || text[first] > '9';
  }
  if (std::abs(number) < whole_until) return true;
  text.remove_prefix(std::min(text.find_first_not_of("-0"), text.size()));
  const std::size_t whole = std::min(text.find_first_not_of("0123456789"), text.size());
  if (text.find_first_not_of(".0 \t\r\n", whole) != std::string_view::npos) return true;
  std::array<char, 320> digits{};
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), std::abs(number), std::chars_format::fixed, 0);
  return error == std::errc{} && std::string_view(digits.data(), end) == text.substr(0, whole);
}

Flaw to_flaw(std::string_view page, const FlawAt& where, std::int64_t item, std::int64_t inner) {
  Flaw flaw;
  const char* at = where.token.data();
  flaw.byte = at >= page.data() && at <= page.data() + page.size() ? at - page.data() : 0;
  flaw.field = "values[" + std::to_string(item) + "]";
  if (inner >= 0) flaw.field += ".values[" + std::to_string(inner) + "]";
  if (!where.field.empty()) flaw.field += "." + std::string(where.field);
  flaw.error = where.error;
  // A scalar's token ends at the next bracket or comma; of an object its beginning is shown.
  constexpr std::size_t most = 80;
  std::string_view shown = core::cut(page.substr(static_cast<std::size_t>(flaw.byte)), most);
  const char first = shown.empty() ? '\0' : shown.front();
  if (first != '{' && first != '[') shown = shown.substr(0, std::min(shown.size(), where.token.size()));
  shown = shown.substr(0, shown.find_last_not_of(white) + 1);
  flaw.shown = core::one_line(shown);
  return flaw;
}

}  // namespace impl

std::string_view name_of(Stream stream) {
  static constexpr std::array names{stream_kpi, stream_kpi_group, stream_municipality, stream_municipality_group,
                                    stream_ou,  stream_data,      stream_oudata};
  return names[static_cast<std::size_t>(stream)];
}

std::optional<Stream> stream_of(std::string_view key) {
  constexpr std::array<std::pair<std::string_view, Stream>, 7> paths{{
      {"kpi", Stream::kpi},
      {"kpi_groups", Stream::kpi_group},
      {"municipality", Stream::municipality},
      {"municipality_groups", Stream::municipality_group},
      {"ou", Stream::ou},
      {"data", Stream::data},
      {"oudata", Stream::oudata},
  }};
  if (key.starts_with('/')) key.remove_prefix(1);
  const auto first = key.substr(0, key.find_first_of("/? "));
  const auto found = std::ranges::find(paths, first, &std::pair<std::string_view, Stream>::first);
  return found == paths.end() ? std::nullopt : std::optional(found->second);
}

const core::Schema& schema_of(Stream stream) {
  switch (stream) {
    case Stream::kpi:
      return kpi_schema();
    case Stream::kpi_group:
    case Stream::municipality_group:
      return group_schema();
    case Stream::municipality:
      return municipality_schema();
    case Stream::ou:
      return ou_schema();
    default:
      return data_schema();
  }
}

Body body_of(const std::string& text) {
  return {.text = text, .spare = text.capacity() - text.size()};
}

struct Decoder::Impl {
  impl::ondemand::parser parser;
  std::string copy;
  impl::DataRows data;
  std::array<std::unique_ptr<impl::CatalogueRows>, 5> catalogue;

  /// The page without a byte order mark, with the padding that simdjson reads over.
  std::string_view padded(Body body, std::size_t& capacity) {
    if (body.text.starts_with(byte_order_mark)) body.text.remove_prefix(byte_order_mark.size());
    if (body.spare < simdjson::SIMDJSON_PADDING) {
      copy.clear();
      copy.reserve(body.text.size() + simdjson::SIMDJSON_PADDING);
      copy.append(body.text);
      body.text = copy;
    }
    capacity = body.text.size() + simdjson::SIMDJSON_PADDING;
    return body.text;
  }

  template <class Rows>
  core::Result<Envelope> run(Rows& rows, std::string_view text, std::size_t capacity) {
    Envelope envelope =
        SLUSS_TRY(impl::walk(parser, text, capacity, [&rows](impl::ondemand::value& value, std::int64_t number) {
          return rows.item(value, number);
        }));
    SLUSS_TRY(rows.end());
    envelope.rows = rows.rows();
    envelope.flaws = rows.flaws();
    return envelope;
  }
};

Decoder::Decoder() : impl_(std::make_unique<Impl>()) {}
Decoder::~Decoder() = default;

core::Result<Envelope> Decoder::decode(Stream stream, Body body, const OnRows& on_rows, const OnFlaw& on_flaw) {
  std::size_t capacity = 0;
  const std::string_view text = impl_->padded(body, capacity);
  if (stream == Stream::data || stream == Stream::oudata) {
    impl_->data.begin(text, stream == Stream::data ? "municipality" : "ou", on_rows, on_flaw);
    return impl_->run(impl_->data, text, capacity);
  }
  auto& rows = impl_->catalogue[static_cast<std::size_t>(stream)];
  if (rows == nullptr) rows = std::make_unique<impl::CatalogueRows>(stream);
  rows->begin(text, on_rows, on_flaw);
  return impl_->run(*rows, text, capacity);
}

core::Result<Envelope> Decoder::envelope(Body body) {
  std::size_t capacity = 0;
  const std::string_view text = impl_->padded(body, capacity);
  return impl::walk(impl_->parser, text, capacity,
                    [](impl::ondemand::value&, std::int64_t) -> core::Result<> { return {}; });
}

namespace {

/// `next_url` as written near the end of a page; nothing when it cannot be read plainly there.
std::optional<std::string> next_url_at_end(std::string_view text) {
  constexpr std::size_t near = 4096;
  constexpr std::string_view key = "\"next_url\"";
  const std::string_view tail = text.size() > near ? text.substr(text.size() - near) : text;
  std::size_t at = tail.rfind(key);
  if (at == std::string_view::npos) return std::nullopt;
  at = tail.find_first_not_of(white, at + key.size());
  if (at == std::string_view::npos || tail[at] != ':') return std::nullopt;
  at = tail.find_first_not_of(white, at + 1);
  if (at == std::string_view::npos) return std::nullopt;
  if (tail.substr(at).starts_with("null")) return std::string();
  if (tail[at] != '"') return std::nullopt;
  const std::size_t end = tail.find_first_of("\"\\", at + 1);
  if (end == std::string_view::npos || tail[end] == '\\') return std::nullopt;
  return std::string(tail.substr(at + 1, end - at - 1));
}

/// What follows {"values":[ at the front of a page; nothing when it does not begin so.
std::optional<std::string_view> list_at_front(std::string_view text) {
  std::size_t at = text.find_first_not_of(white, 1);
  constexpr std::string_view key = "\"values\"";
  if (at == std::string_view::npos || !text.substr(at).starts_with(key)) return std::nullopt;
  at = text.find_first_not_of(white, at + key.size());
  if (at == std::string_view::npos || text[at] != ':') return std::nullopt;
  at = text.find_first_not_of(white, at + 1);
  if (at == std::string_view::npos || text[at] != '[') return std::nullopt;
  return text.substr(at + 1);
}

}  // namespace

core::Result<> judge(std::string_view media_type, Body body) {
  const std::string_view text = content_of(body.text);
  if (looks_like_html(media_type, text)) return impl::broken_page("<", {});
  if (!media_type.empty() && media_type.find("json") == std::string_view::npos) {
    return core::fail(core::ErrorClass::transient, "kolada.not_json",
                      "the answer is " + core::shortened(media_type, 60) + " where JSON was asked for",
                      "a proxy on the way may answer in Kolada's place");
  }
  if (!text.starts_with('{')) return impl::broken_page(body.text, "it is not an object");
  // Kolada writes values first and next_url last: a page with both, closed, is whole. Any other is walked. A page that
  // is not UTF-8 would be archived, and read again by each run that goes on from there.
  const bool whole = text.ends_with('}') && list_at_front(text) && next_url_at_end(text);
  if (whole && simdjson::validate_utf8(text)) return {};
  Decoder decoder;
  SLUSS_TRY(decoder.envelope(body));
  return {};
}

bool has_no_items(Body body) {
  const std::string_view text = content_of(body.text);
  if (const auto list = list_at_front(text)) {
    const std::size_t first = list->find_first_not_of(white);
    return first != std::string_view::npos && (*list)[first] == ']';
  }
  Decoder decoder;
  const auto envelope = decoder.envelope(body);
  return envelope && envelope->items == 0;
}

core::Result<std::string> next_url_of(Body body) {
  if (auto plain = next_url_at_end(content_of(body.text))) return std::move(*plain);
  Decoder decoder;
  Envelope envelope = SLUSS_TRY(decoder.envelope(body));
  return envelope.next_url;
}

}  // namespace sluss::connectors::kolada
