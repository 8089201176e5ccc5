#include "connectors/kolada/decode_data.h"

#include "connectors/kolada/schema.h"

namespace sluss::connectors::kolada::impl {

struct DataRows::Around {
  std::string_view kpi;
  std::string_view place;
  std::int32_t period = 0;
  Spot spot;  ///< the first flaw; its error is empty while all is well
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

void DataRows::tell(const Spot& spot, std::int64_t number, std::int64_t inner, std::string_view kpi) {
  ++flaws_;
  if (!trouble_) return;
  auto flaw = flaw_at(page_, spot, number, inner);
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
  const std::string_view said = value.raw_json_token();
  if (value.get_double().get(out.value) == simdjson::SUCCESS) {
    out.has_value = true;
    out.value = reread(out.value, said);
    const bool closer = out.value == 0 || std::abs(out.value) >= whole_until;
    return !closer || holds(out.value, said) ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
  }
  bool null = false;
  SIMDJSON_TRY(value.is_null().get(null));
  return null ? simdjson::SUCCESS : simdjson::INCORRECT_TYPE;
}

/// A value as nearly all are written: these fields, in this order, each once. A recoverable error: read it again, with
/// care; nothing has been told.
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

// The fields of a value, and of the object around some, each a bit.
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

Said DataRows::read_value(ondemand::value& element, DataValue& out, Spot& spot) {
  out.token = element.raw_json_token();
  ondemand::object object;
  if (element.get_object().get(object) != simdjson::SUCCESS) {
    const Said said = null_or_flaw(element, out.token, spot);
    return said == Said::null ? spoil(spot, out.token, wrong_type) : said;
  }
  const simdjson::error_code plain = read_plain(object, out);
  if (plain == simdjson::SUCCESS) return Said::value;
  bool any = false;
  if (!recoverable(plain) || object.reset().get(any) != simdjson::SUCCESS) return Said::broken;
  out = {.token = out.token, .position = out.position, .object = out.object};
  unsigned said_keys = 0;
  unsigned with_value = 0;  ///< said, and not as null
  bool flawed = false;
  Spot scratch;
  for (auto result : object) {
    ondemand::field field;
    if (std::move(result).get(field)) return Said::broken;
    const char* key = field.key().raw();
    ondemand::value value = field.value();
    const std::string_view token = value.raw_json_token();
    Spot& at = flawed ? scratch : spot;
    Said said = Said::value;
    unsigned bit = 0;
    if (key_is(key, "gender")) {
      bit = gender_key;
      said = read_text(value, out.gender, at);
      at.field = "gender";
    } else if (key_is(key, "count")) {
      bit = count_key;
      said = read_int32(value, out.count, at);
      at.field = "count";
    } else if (key_is(key, "status")) {
      bit = status_key;
      said = read_text(value, out.status, at);
      at.field = "status";
    } else if (key_is(key, "value")) {
      bit = value_key;
      said = read_double(value, out.value, at);
      at.field = "value";
    } else if (key_is(key, "isdeleted") || key_is(key, "is_deleted")) {
      bit = isdeleted_key;
      said = read_flag(value, out.deleted, at);
      at.field = "isdeleted";
    }
    if (said == Said::broken) return said;
    if ((said_keys & bit) != 0) said = spoil(at, token, repeated_field);
    said_keys |= bit;
    if (said == Said::value) with_value |= bit;
    flawed |= said == Said::flaw;
  }
  if (flawed) return Said::flaw;
  out.has_count = (with_value & count_key) != 0;
  out.has_status = (with_value & status_key) != 0;
  out.has_value = (with_value & value_key) != 0;
  const bool gender = (with_value & gender_key) != 0 && !out.gender.empty();
  // null is a missing figure. Not a word of it is none: a known one stays. What is deleted has no value to tell.
  const bool value = (said_keys & value_key) != 0 || out.deleted;
  if (gender && value) return Said::value;
  spot.field = gender ? "value" : "gender";
  return spoil(spot, out.token, missing_field);
}

Said DataRows::read_values(ondemand::value& list, Spot& spot) {
  const std::string_view token = list.raw_json_token();
  ondemand::array values;
  if (list.get_array().get(values) != simdjson::SUCCESS) return null_or_flaw(list, token, spot);
  for (auto result : values) {
    ondemand::value element;
    if (std::move(result).get(element)) return Said::broken;
    DataValue value;
    value.position = position_++;
    value.object = static_cast<std::uint32_t>(objects_.size());
    Spot inner_spot;
    const Said said = read_value(element, value, inner_spot);
    if (said == Said::broken) return said;
    if (said == Said::value) {
      values_.push_back(value);
    } else {
      flawed_.push_back({.spot = inner_spot, .inner = inner_});
    }
    ++inner_;
  }
  return Said::value;
}

Said DataRows::read_around(ondemand::object& object, Around& around) {
  unsigned said_keys = 0;
  unsigned with_value = 0;  ///< said, and not as null
  bool kpi_twice = false;
  bool flawed = false;
  Spot scratch;
  for (auto result : object) {
    ondemand::field field;
    if (std::move(result).get(field)) return Said::broken;
    const char* key = field.key().raw();
    ondemand::value value = field.value();
    const std::string_view token = value.raw_json_token();
    Spot& at = flawed ? scratch : around.spot;
    Said said = Said::value;
    unsigned bit = 0;
    std::string_view name;
    if (key_is(key, "values")) {
      bit = values_key;
      said = read_values(value, at);
      name = "values";
    } else if (key_is(key, "kpi")) {
      bit = kpi_key;
      said = read_text(value, around.kpi, at);
      name = "kpi";
    } else if (key_is(key, "period")) {
      bit = period_key;
      said = read_int32(value, around.period, at);
      name = "period";
    } else if (key_is(key, place_key_)) {
      bit = place_key;
      said = read_text(value, around.place, at);
      name = place_key_;
    }
    if (said == Said::broken) return said;
    if ((said_keys & bit) != 0) {
      said = spoil(at, token, repeated_field);
      kpi_twice |= bit == kpi_key;
    }
    said_keys |= bit;
    if (said == Said::value) with_value |= bit;
    if (said == Said::flaw && !flawed) {
      flawed = true;
      around.spot.field = name;
    }
  }
  if (kpi_twice) around.kpi = {};  // whose it is cannot be said
  if (flawed) return Said::flaw;
  const bool kpi = (with_value & kpi_key) != 0 && !around.kpi.empty();
  const bool place = (with_value & place_key) != 0 && !around.place.empty();
  const bool period = (with_value & period_key) != 0;
  if (kpi && place && period && (with_value & values_key) != 0) return Said::value;
  around.spot.field = !kpi ? "kpi" : !place ? place_key_ : !period ? "period" : "values";
  around.spot.error = missing_field;
  return Said::flaw;
}

core::Result<> DataRows::item(ondemand::value& element, std::int64_t number) {
  const std::string_view token = element.raw_json_token();
  inner_ = 0;
  Around around;
  ondemand::object object;
  Said said = Said::value;
  if (element.get_object().get(object) == simdjson::SUCCESS) {
    said = read_around(object, around);
  } else {
    said = null_or_flaw(element, token, around.spot);
    if (said == Said::null) said = spoil(around.spot, token, wrong_type);
  }
  if (said == Said::broken) return broken_page(page_, "a value is not JSON");
  for (const auto& one : flawed_) tell(one.spot, number, one.inner, around.kpi);
  flawed_.clear();
  if (said == Said::value) {
    objects_.push_back({.kpi = around.kpi, .place = around.place, .period = around.period});
    whole_ = values_.size();
    if (!trouble_ || whole_ < core::Batch::default_rows) return trouble_;
    return hand_on();
  }
  if (around.spot.token.empty()) around.spot.token = token;
  // Each value that is lost with its object is told of, so that the sums of a run come out.
  if (inner_ == 0) tell(around.spot, number, -1, around.kpi);
  for (; values_.size() > whole_; values_.pop_back()) tell(around.spot, number, -1, around.kpi);
  return trouble_;
}

core::Result<> DataRows::hand_on() {
  namespace c = data_column;
  const std::size_t rows = values_.size();
  const auto around = [this](std::size_t row) -> const DataObject& { return objects_[values_[row].object]; };
  batch_[c::kpi].append_texts(rows, [&](std::size_t row) { return around(row).kpi; });
  batch_[c::place].append_texts(rows, [&](std::size_t row) { return around(row).place; });
  batch_[c::period].append_rows<std::int32_t>(rows, [&](std::size_t row) { return around(row).period; });
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
  const auto told = (*on_rows_)(batch_);
  batch_.clear();
  return told;
}

core::Result<> DataRows::end() {
  if (values_.empty()) return {};
  return hand_on();
}

}  // namespace sluss::connectors::kolada::impl
