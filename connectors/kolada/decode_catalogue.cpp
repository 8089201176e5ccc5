#include "connectors/kolada/decode_catalogue.h"

#include <algorithm>

#include "connectors/kolada/schema.h"

namespace sluss::connectors::kolada::impl {

namespace {

using enum FieldKind;

// In the order of the schemas' columns.
constexpr FieldSpec kpi_fields[] = {
    {"id", "", text, true},
    {"title", "", text, true},
    {"description", "", text},
    {"is_divided_by_gender", "", flag},
    {"municipality_type", "", text},
    {"auspice", "auspices", text},
    {"operating_area", "", text},
    {"perspective", "", text},
    {"prel_publication_date", "", text},
    {"publication_date", "", text},
    {"publ_period", "", text_or_number},
    {"has_ou_data", "", flag},
};
constexpr FieldSpec group_fields[] = {{"id", "", text, true}, {"title", "", text, true}};
constexpr FieldSpec municipality_fields[] = {{"id", "", text, true}, {"title", "", text, true}, {"type", "", text}};
constexpr FieldSpec ou_fields[] = {{"id", "", text, true}, {"title", "", text, true}, {"municipality", "", text, true}};

std::span<const FieldSpec> fields_of(Stream stream) {
  switch (stream) {
    case Stream::kpi:
      return kpi_fields;
    case Stream::municipality:
      return municipality_fields;
    case Stream::ou:
      return ou_fields;
    default:
      return group_fields;
  }
}

}  // namespace

CatalogueRows::CatalogueRows(Stream stream)
    : fields_(fields_of(stream)),
      groups_(stream == Stream::kpi_group || stream == Stream::municipality_group),
      batch_(schema_of(stream)),
      cells_(fields_.size()) {}

void CatalogueRows::begin(std::string_view page, const OnRows& on_rows, const OnFlaw& on_flaw) {
  page_ = page;
  on_rows_ = &on_rows;
  on_flaw_ = &on_flaw;
  batch_.clear();
  rows_ = flaws_ = 0;
  trouble_ = {};
}

void CatalogueRows::report_flaw(const FlawAt& flaw, std::int64_t number, std::int64_t inner) {
  ++flaws_;
  if (trouble_) trouble_ = (*on_flaw_)(to_flaw(page_, flaw, number, inner));
}

Read CatalogueRows::read_cell(ondemand::value& value, const FieldSpec& field, Cell& cell, FlawAt& flaw) {
  Read read = Read::value;
  if (field.kind == flag) {
    read = read_flag(value, cell.flag, flaw);
  } else if (const std::string_view token = value.raw_json_token();
             field.kind == text_or_number && starts_number(token)) {
    const std::size_t end = token.find_last_not_of(" \t\r\n");
    cell.text = token.substr(0, end + 1);
  } else {
    read = read_text(value, cell.text, flaw);
  }
  cell.valid = read == Read::value;
  return read;
}

Read CatalogueRows::read_member(ondemand::value& element, Member& member, FlawAt& flaw) {
  const std::string_view token = element.raw_json_token();
  ondemand::object object;
  if (element.get_object().get(object) != simdjson::SUCCESS) {
    const Read read = read_null(element, token, flaw);
    return read == Read::null ? mark(flaw, token, wrong_type) : read;
  }
  Read worst = Read::value;
  unsigned keys_seen = 0;
  for (auto result : object) {
    ondemand::field field;
    if (std::move(result).get(field)) return Read::bad_json;
    const char* key = field.key().raw();
    ondemand::value value = field.value();
    const std::string_view at = value.raw_json_token();
    Read read = Read::value;
    unsigned bit = 0;
    std::string_view name;
    if (key_is(key, "member_id")) {
      bit = 1;
      name = "member_id";
      read = read_text(value, member.id, flaw);
    } else if (key_is(key, "member_title")) {
      bit = 2;
      name = "member_title";
      read = read_text(value, member.title, flaw);
      member.has_title = read == Read::value;
    }
    if (read == Read::bad_json) return read;
    if ((keys_seen & bit) != 0) read = mark(flaw, at, repeated_field);
    keys_seen |= bit;
    if (read != Read::bad_value) continue;
    flaw.field = name;
    worst = read;
  }
  if (worst == Read::value && member.id.empty()) {
    flaw.field = "member_id";
    return mark(flaw, token, missing_field);
  }
  return worst;
}

Read CatalogueRows::read_members(ondemand::value& list, std::int64_t number, FlawAt& flaw) {
  const std::string_view token = list.raw_json_token();
  ondemand::array members;
  if (list.get_array().get(members) != simdjson::SUCCESS) return read_null(list, token, flaw);
  std::int64_t inner = 0;
  for (auto result : members) {
    ondemand::value element;
    if (std::move(result).get(element)) return Read::bad_json;
    Member member;
    FlawAt inner_flaw;
    const Read read = read_member(element, member, inner_flaw);
    if (read == Read::bad_json) return read;
    if (read == Read::value) {
      members_.push_back(member);
    } else {
      report_flaw(inner_flaw, number, inner);
    }
    ++inner;
  }
  return Read::value;
}

Read CatalogueRows::read_fields(ondemand::object& object, std::int64_t number, FlawAt& flaw) {
  std::ranges::fill(cells_, Cell{});
  members_.clear();
  bool flawed = false;
  unsigned keys_seen = 0;  // a bit each, in the order of the fields; then the members
  for (auto result : object) {
    ondemand::field field;
    if (std::move(result).get(field)) return Read::bad_json;
    const char* key = field.key().raw();
    ondemand::value value = field.value();
    const std::string_view token = value.raw_json_token();
    std::size_t column = fields_.size();
    FlawAt at;
    Read read = Read::value;
    bool costs_the_row = true;
    std::string_view name = "members";
    if (groups_ && key_is(key, name)) {
      read = read_members(value, number, at);
    } else {
      const auto spec = std::ranges::find_if(fields_, [key](const FieldSpec& candidate) {
        return key_is(key, candidate.key) || (!candidate.older.empty() && key_is(key, candidate.older));
      });
      if (spec == fields_.end()) continue;
      name = spec->key;
      costs_the_row = spec->required;
      column = static_cast<std::size_t>(spec - fields_.begin());
      read = read_cell(value, *spec, cells_[column], at);
    }
    if (read == Read::bad_json) return read;
    if ((keys_seen & (1U << column)) != 0) {
      read = mark(at, token, repeated_field);
      if (column < cells_.size()) cells_[column].valid = false;
    }
    keys_seen |= 1U << column;
    if (read != Read::bad_value) continue;
    at.field = name;
    if (!costs_the_row) {
      report_flaw(at, number, -1);
    } else if (!flawed) {
      flawed = true;
      flaw = at;
    }
  }
  if (flawed) return Read::bad_value;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (!fields_[i].required || (cells_[i].valid && !cells_[i].text.empty())) continue;
    flaw.field = fields_[i].key;
    flaw.error = missing_field;
    return Read::bad_value;
  }
  return Read::value;
}

void CatalogueRows::append_row(const Member* member) {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (!cells_[i].valid) {
      batch_[i].append_null();
    } else if (fields_[i].kind == flag) {
      batch_[i].append_bool(cells_[i].flag);
    } else {
      batch_[i].append_text(cells_[i].text);
    }
  }
  if (groups_) {
    const std::size_t first = fields_.size();
    member != nullptr ? batch_[first].append_text(member->id) : batch_[first].append_null();
    member != nullptr && member->has_title ? batch_[first + 1].append_text(member->title)
                                           : batch_[first + 1].append_null();
  }
  ++rows_;
}

core::Result<> CatalogueRows::item(ondemand::value& element, std::int64_t number) {
  const std::string_view token = element.raw_json_token();
  FlawAt flaw;
  ondemand::object object;
  Read read = Read::value;
  if (element.get_object().get(object) == simdjson::SUCCESS) {
    read = read_fields(object, number, flaw);
  } else {
    read = read_null(element, token, flaw);
    if (read == Read::null) read = mark(flaw, token, wrong_type);
  }
  if (read == Read::bad_json) return broken_page(page_, "a value is not JSON");
  if (read != Read::value) {
    if (flaw.token.empty()) flaw.token = token;
    report_flaw(flaw, number, -1);
    return trouble_;
  }
  if (members_.empty()) append_row(nullptr);
  for (const Member& member : members_) append_row(&member);
  if (!trouble_) return trouble_;
  return batch_.full() ? end() : core::Result<>{};
}

core::Result<> CatalogueRows::end() {
  if (batch_.rows() == 0) return {};
  SLUSS_TRY((*on_rows_)(batch_));
  batch_.clear();
  return {};
}

}  // namespace sluss::connectors::kolada::impl
