#include "connectors/kolada/decode_data.h"

#include "connectors/kolada/schema.h"

namespace sluss::connectors::kolada::impl {

struct DataRows::Header {
  std::string_view kpi;
  std::string_view place;
  std::int32_t period = 0;
  FlawAt flaw;  ///< the first flaw; its error is empty while all is well
};

DataRows::DataRows() : batch_(data_schema()) {}

void DataRows::begin(std::string_view page, std::string_view place_key, const OnRows& on_rows, const OnFlaw& on_flaw) {
  page_ = page;
  place_key_ = place_key;
  on_rows_ = &on_rows;
  on_flaw_ = &on_flaw;
  batch_.clear();
  objects_.clear();
  values_.clear();
  whole_ = 0;
  rows_ = flaws_ = 0;
  position_ = 0;
  flawed_.clear();
  trouble_ = {};
}

void DataRows::report_flaw(const FlawAt& where, std::int64_t number, std::int64_t inner, std::string_view kpi) {
  ++flaws_;
  if (!trouble_) return;
  auto flaw = to_flaw(page_, where, number, inner);
  flaw.kpi = kpi;
  trouble_ = (*on_flaw_)(flaw);
}

namespace {

/// What ends the plain reading of a value and leaves the page readable.
bool recoverable(simdjson::error_code error) {
  return error == simdjson::NO_SUCH_FIELD || error == simdjson::INCORRECT_TYPE || error == simdjson::NUMBER_ERROR;
}

simdjson::error_code plain_gender(ondemand::value& value, DataValue& out) {
  ondemand::raw_json_string text;
  SIMDJSON_TRY(value.get_raw_json_string().get(text));
  const char* gender = text.raw();
  if (gender[0] == '"' || gender[0] == '\\' || gender[1] != '"') return simdjson::INCORRECT_TYPE;
  out.gender = {gender, 1};
  return simdjson::SUCCESS;
}

simdjson::error_code plain_count(ondemand::value& value, DataValue& out) {
  std::int64_t count = 0;
  SIMDJSON_TRY(value.get_int64().get(count));
  if (count < 0 || count > std::numeric_limits<std::int32_t>::max()) return simdjson::INCORRECT_TYPE;
  out.count = static_cast<std::int32_t>(count);
  out.has_count = true;
  return simdjson::SUCCESS;
}

simdjson::error_code plain_status(ondemand::value& value, DataValue& out) {
  ondemand::raw_json_string text;
  SIMDJSON_TRY(value.get_raw_json_string().get(text));
  if (text.raw()[0] != '"') return simdjson::INCORRECT_TYPE;
  out.status = {};
  out.has_status = true;
  return simdjson::SUCCESS;
}

simdjson::error_code plain_value(ondemand::value& value, DataValue& out) {
  const std::string_view token = value.raw_json_token();
  if (value.get_double().get(out.value) == simdjson::SUCCESS) {
    out.has_value = true;
    out.value = reread(out.value, token);
    const bool closer = out.value == 0 || std::abs(out.value) >= whole_until;
    return !closer || holds(out.value, token) ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
  }
  bool null = false;
  SIMDJSON_TRY(value.is_null().get(null));
  return null ? simdjson::SUCCESS : simdjson::INCORRECT_TYPE;
}

/// A value as nearly all are written: these fields, in this order, each once. A recoverable error: read it again, with
/// care; nothing has been reported.
simdjson::error_code read_plain(ondemand::object& object, DataValue& out) {
  int at = 0;
  for (auto result : object) {
    ondemand::field field;
    SIMDJSON_TRY(std::move(result).get(field));
    const char* key = field.key().raw();
    ondemand::value value = field.value();
    simdjson::error_code error = simdjson::NO_SUCH_FIELD;
    switch (at++) {
      case 0:
        if (key_is(key, "gender")) error = plain_gender(value, out);
        break;
      case 1:
        if (key_is(key, "count")) error = plain_count(value, out);
        break;
      case 2:
        if (key_is(key, "status")) error = plain_status(value, out);
        break;
      case 3:
        if (key_is(key, "value")) error = plain_value(value, out);
        break;
      case 4:
        if (key_is(key, "isdeleted")) error = value.get_bool().get(out.deleted);
        break;
      default:
        break;
    }
    SIMDJSON_TRY(error);
  }
  return at == 5 ? simdjson::SUCCESS : simdjson::NO_SUCH_FIELD;
}

// The fields of a value, and of the object around it, each a bit.
constexpr unsigned gender_key = 1;
constexpr unsigned count_key = 2;
constexpr unsigned status_key = 4;
constexpr unsigned value_key = 8;
constexpr unsigned isdeleted_key = 16;
constexpr unsigned values_key = 1;
constexpr unsigned kpi_key = 2;
constexpr unsigned period_key = 4;
constexpr unsigned place_key = 8;

}  // namespace

Read DataRows::read_value(ondemand::value& element, DataValue& out, FlawAt& flaw) {
  out.token = element.raw_json_token();
  ondemand::object object;
  if (element.get_object().get(object) != simdjson::SUCCESS) {
    const Read read = read_null(element, out.token, flaw);
    return read == Read::null ? mark(flaw, out.token, wrong_type) : read;
  }
  const simdjson::error_code plain = read_plain(object, out);
  if (plain == simdjson::SUCCESS) return Read::value;
  bool any = false;
  if (!recoverable(plain) || object.reset().get(any) != simdjson::SUCCESS) return Read::bad_json;
  out = {.token = out.token, .position = out.position, .object = out.object};
  unsigned keys_seen = 0;
  unsigned with_value = 0;  ///< read, and not as null
  bool flawed = false;
  FlawAt scratch;
  for (auto result : object) {
    ondemand::field field;
    if (std::move(result).get(field)) return Read::bad_json;
    const char* key = field.key().raw();
    ondemand::value value = field.value();
    const std::string_view token = value.raw_json_token();
    FlawAt& at = flawed ? scratch : flaw;
    Read read = Read::value;
    unsigned bit = 0;
    if (key_is(key, "gender")) {
      bit = gender_key;
      read = read_text(value, out.gender, at);
      at.field = "gender";
    } else if (key_is(key, "count")) {
      bit = count_key;
      read = read_int32(value, out.count, at);
      at.field = "count";
    } else if (key_is(key, "status")) {
      bit = status_key;
      read = read_text(value, out.status, at);
      at.field = "status";
    } else if (key_is(key, "value")) {
      bit = value_key;
      read = read_double(value, out.value, at);
      at.field = "value";
    } else if (key_is(key, "isdeleted") || key_is(key, "is_deleted")) {
      bit = isdeleted_key;
      read = read_flag(value, out.deleted, at);
      at.field = "isdeleted";
    }
    if (read == Read::bad_json) return read;
    if ((keys_seen & bit) != 0) read = mark(at, token, repeated_field);
    keys_seen |= bit;
    if (read == Read::value) with_value |= bit;
    flawed |= read == Read::bad_value;
  }
  if (flawed) return Read::bad_value;
  out.has_count = (with_value & count_key) != 0;
  out.has_status = (with_value & status_key) != 0;
  out.has_value = (with_value & value_key) != 0;
  const bool gender = (with_value & gender_key) != 0 && !out.gender.empty();
  // null is a missing figure. Without the field there is no figure at all: a known one stays. What is deleted needs no
  // value.
  const bool value = (keys_seen & value_key) != 0 || out.deleted;
  if (gender && value) return Read::value;
  flaw.field = gender ? "value" : "gender";
  return mark(flaw, out.token, missing_field);
}

Read DataRows::read_values(ondemand::value& list, FlawAt& flaw) {
  const std::string_view token = list.raw_json_token();
  ondemand::array values;
  if (list.get_array().get(values) != simdjson::SUCCESS) return read_null(list, token, flaw);
  for (auto result : values) {
    ondemand::value element;
    if (std::move(result).get(element)) return Read::bad_json;
    DataValue value;
    value.position = position_++;
    value.object = static_cast<std::uint32_t>(objects_.size());
    FlawAt inner_flaw;
    const Read read = read_value(element, value, inner_flaw);
    if (read == Read::bad_json) return read;
    if (read == Read::value) {
      values_.push_back(value);
    } else {
      flawed_.push_back({.flaw = inner_flaw, .inner = inner_});
    }
    ++inner_;
  }
  return Read::value;
}

Read DataRows::read_header(ondemand::object& object, Header& header) {
  unsigned keys_seen = 0;
  unsigned with_value = 0;  ///< read, and not as null
  bool kpi_twice = false;
  bool flawed = false;
  FlawAt scratch;
  for (auto result : object) {
    ondemand::field field;
    if (std::move(result).get(field)) return Read::bad_json;
    const char* key = field.key().raw();
    ondemand::value value = field.value();
    const std::string_view token = value.raw_json_token();
    FlawAt& at = flawed ? scratch : header.flaw;
    Read read = Read::value;
    unsigned bit = 0;
    std::string_view name;
    if (key_is(key, "values")) {
      bit = values_key;
      read = read_values(value, at);
      name = "values";
    } else if (key_is(key, "kpi")) {
      bit = kpi_key;
      read = read_text(value, header.kpi, at);
      name = "kpi";
    } else if (key_is(key, "period")) {
      bit = period_key;
      read = read_int32(value, header.period, at);
      name = "period";
    } else if (key_is(key, place_key_)) {
      bit = place_key;
      read = read_text(value, header.place, at);
      name = place_key_;
    }
    if (read == Read::bad_json) return read;
    if ((keys_seen & bit) != 0) {
      read = mark(at, token, repeated_field);
      kpi_twice |= bit == kpi_key;
    }
    keys_seen |= bit;
    if (read == Read::value) with_value |= bit;
    if (read == Read::bad_value && !flawed) {
      flawed = true;
      header.flaw.field = name;
    }
  }
  if (kpi_twice) header.kpi = {};  // ambiguous
  if (flawed) return Read::bad_value;
  const bool kpi = (with_value & kpi_key) != 0 && !header.kpi.empty();
  const bool place = (with_value & place_key) != 0 && !header.place.empty();
  const bool period = (with_value & period_key) != 0;
  if (kpi && place && period && (with_value & values_key) != 0) return Read::value;
  header.flaw.field = !kpi ? "kpi" : !place ? place_key_ : !period ? "period" : "values";
  header.flaw.error = missing_field;
  return Read::bad_value;
}

core::Result<> DataRows::item(ondemand::value& element, std::int64_t number) {
  const std::string_view token = element.raw_json_token();
  inner_ = 0;
  Header header;
  ondemand::object object;
  Read read = Read::value;
  if (element.get_object().get(object) == simdjson::SUCCESS) {
    read = read_header(object, header);
  } else {
    read = read_null(element, token, header.flaw);
    if (read == Read::null) read = mark(header.flaw, token, wrong_type);
  }
  if (read == Read::bad_json) return broken_page(page_, "a value is not JSON");
  for (const auto& one : flawed_) report_flaw(one.flaw, number, one.inner, header.kpi);
  flawed_.clear();
  if (read == Read::value) {
    objects_.push_back({.kpi = header.kpi, .place = header.place, .period = header.period});
    whole_ = values_.size();
    if (!trouble_ || whole_ < core::Batch::default_rows) return trouble_;
    return hand_on();
  }
  if (header.flaw.token.empty()) header.flaw.token = token;
  // Each value that is lost with its object is reported, so that the sums of a run come out.
  if (inner_ == 0) report_flaw(header.flaw, number, -1, header.kpi);
  for (; values_.size() > whole_; values_.pop_back()) report_flaw(header.flaw, number, -1, header.kpi);
  return trouble_;
}

core::Result<> DataRows::hand_on() {
  namespace c = data_column;
  const std::size_t rows = values_.size();
  const auto header = [this](std::size_t row) -> const DataObject& { return objects_[values_[row].object]; };
  batch_[c::kpi].append_texts(rows, [&](std::size_t row) { return header(row).kpi; });
  batch_[c::place].append_texts(rows, [&](std::size_t row) { return header(row).place; });
  batch_[c::period].append_rows<std::int32_t>(rows, [&](std::size_t row) { return header(row).period; });
  batch_[c::gender].append_texts(rows, [&](std::size_t row) { return values_[row].gender; });
  batch_[c::count].append_rows<std::int32_t>(
      rows, [&](std::size_t row) { return values_[row].has_count ? values_[row].count : 0; },
      [&](std::size_t row) { return values_[row].has_count; });
  batch_[c::status].append_texts(
      rows, [&](std::size_t row) { return values_[row].has_status ? values_[row].status : std::string_view(); },
      [&](std::size_t row) { return values_[row].has_status; });
  batch_[c::value].append_rows<double>(
      rows, [&](std::size_t row) { return values_[row].has_value ? values_[row].value : 0.0; },
      [&](std::size_t row) { return values_[row].has_value; });
  batch_[c::isdeleted].append_rows<std::uint8_t>(
      rows, [&](std::size_t row) { return static_cast<std::uint8_t>(values_[row].deleted); });
  batch_[c::position].append_rows<std::int32_t>(rows, [&](std::size_t row) { return values_[row].position; });
  rows_ += static_cast<std::int64_t>(rows);
  objects_.clear();
  values_.clear();
  whole_ = 0;
  const auto accepted = (*on_rows_)(batch_);
  batch_.clear();
  return accepted;
}

core::Result<> DataRows::end() {
  if (values_.empty()) return {};
  return hand_on();
}

}  // namespace sluss::connectors::kolada::impl
