#include "warehouse/archive/meta_json.h"

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace sluss::warehouse::archive {
namespace {

using Json = nlohmann::ordered_json;

// An ETag or a media type is the server's word and may be no UTF-8; it is kept readable rather than refused.
std::string text_of(const Json& json) {
  return core::json_text(json);
}

Json to_json(const SegmentHeader& header) {
  return {{"source", header.source},   {"job", header.job},
          {"token", header.token},     {"plan_digest", header.plan_digest},
          {"context", header.context}, {"began_at", core::to_text(header.began_at)},
          {"rules", header.rules}};
}

Json to_json(const StoredObject& object) {
  return {{"index", object.index},        {"query", object.query},
          {"request", object.request},    {"page", object.page},
          {"status", object.status},      {"media_type", object.media_type},
          {"etag", object.etag},          {"fetched_at", core::to_text(object.fetched_at)},
          {"last_page", object.last_page}};
}

core::Result<SegmentHeader> header_of(const Json& json) {
  SegmentHeader header;
  header.source = json.at("source").get<std::string>();
  header.job = json.at("job").get<std::string>();
  header.token = json.at("token").get<std::string>();
  header.plan_digest = json.at("plan_digest").get<std::string>();
  header.context = json.at("context").get<std::string>();
  header.began_at = SLUSS_TRY(core::parse_instant(json.at("began_at").get<std::string>()));
  header.rules = json.value("rules", 1);
  return header;
}

core::Result<StoredObject> object_of(const Json& json) {
  StoredObject object;
  object.index = json.at("index").get<std::uint32_t>();
  object.query = json.at("query").get<std::string>();
  object.request = json.at("request").get<std::string>();
  object.page = json.at("page").get<int>();
  object.status = json.at("status").get<int>();
  object.media_type = json.at("media_type").get<std::string>();
  object.etag = json.at("etag").get<std::string>();
  object.fetched_at = SLUSS_TRY(core::parse_instant(json.at("fetched_at").get<std::string>()));
  object.last_page = json.at("last_page").get<bool>();
  return object;
}

core::Result<SegmentInfo> index_of(const Json& json) {
  SegmentInfo segment;
  segment.header = SLUSS_TRY(header_of(json.at("header")));
  segment.stored = json.at("segment_bytes").get<std::uint64_t>();
  segment.whole = true;
  for (const auto& entry : json.at("objects")) {
    auto object = SLUSS_TRY(object_of(entry));
    object.sha256 = SLUSS_TRY(core::Sha256::parse(entry.at("sha256").get<std::string>()));
    object.bytes = entry.at("bytes").get<std::uint64_t>();
    object.offset = entry.at("offset").get<std::uint64_t>();
    object.stored = entry.at("stored").get<std::uint64_t>();
    segment.objects.push_back(std::move(object));
  }
  return segment;
}

template <class Read>
auto parse_with(std::string_view text, Read read) -> decltype(read(Json())) {
  try {
    return read(Json::parse(text));
  } catch (const Json::exception& error) {
    return core::fail(core::ErrorClass::data, "archive.damaged", std::string("unreadable JSON: ") + error.what());
  }
}

}  // namespace

std::string header_json(const SegmentHeader& header) {
  return text_of(to_json(header));
}
std::string object_json(const StoredObject& object) {
  return text_of(to_json(object));
}

std::string index_json(const SegmentInfo& segment) {
  Json objects = Json::array();
  for (const auto& object : segment.objects) {
    auto entry = to_json(object);
    entry["sha256"] = object.sha256.hex();
    entry["bytes"] = object.bytes;
    entry["offset"] = object.offset;
    entry["stored"] = object.stored;
    objects.push_back(std::move(entry));
  }
  Json index;
  index["header"] = to_json(segment.header);
  index["segment_bytes"] = segment.stored;
  index["objects"] = std::move(objects);
  return text_of(index);
}

core::Result<SegmentHeader> parse_header(std::string_view json) {
  return parse_with(json, header_of);
}
core::Result<StoredObject> parse_object(std::string_view json) {
  return parse_with(json, object_of);
}
core::Result<SegmentInfo> parse_index(std::string_view json) {
  return parse_with(json, index_of);
}

}  // namespace sluss::warehouse::archive
