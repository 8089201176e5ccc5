#include "connectors/kolada/schema.h"

namespace sluss::connectors::kolada {

namespace {
using core::ColumnSpec;
using core::Type;

ColumnSpec must(const char* name, Type type) {
  return {.name = name, .type = type, .nullable = false};
}
ColumnSpec may(const char* name, Type type) {
  return {.name = name, .type = type, .nullable = true};
}
}  // namespace

const core::Schema& kpi_schema() {
  static const core::Schema schema{
      must("id", Type::text),
      must("title", Type::text),
      may("description", Type::text),
      may("is_divided_by_gender", Type::boolean),
      may("municipality_type", Type::text),
      may("auspice", Type::text),
      may("operating_area", Type::text),
      may("perspective", Type::text),
      may("prel_publication_date", Type::text),
      may("publication_date", Type::text),
      may("publ_period", Type::text),
      may("has_ou_data", Type::boolean),
  };
  return schema;
}

const core::Schema& group_schema() {
  static const core::Schema schema{
      must("id", Type::text),
      must("title", Type::text),
      may("member_id", Type::text),
      may("member_title", Type::text),
  };
  return schema;
}

const core::Schema& municipality_schema() {
  static const core::Schema schema{must("id", Type::text), must("title", Type::text), may("type", Type::text)};
  return schema;
}

const core::Schema& ou_schema() {
  static const core::Schema schema{must("id", Type::text), must("title", Type::text), must("municipality", Type::text)};
  return schema;
}

const core::Schema& data_schema() {
  static const core::Schema schema{
      must("kpi", Type::text),     must("place", Type::text),        must("period", Type::int32),
      must("gender", Type::text),  may("count", Type::int32),        may("status", Type::text),
      may("value", Type::float64), must("isdeleted", Type::boolean), must("position", Type::int32),
  };
  return schema;
}

}  // namespace sluss::connectors::kolada
