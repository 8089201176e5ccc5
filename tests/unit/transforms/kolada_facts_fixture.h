#pragma once
// Rows as Kolada's connector hands them on, and what they are normalised to.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connectors/kolada/schema.h"
#include "transforms/normalise/kolada.h"

namespace sluss::transforms::normalise {

struct Row {
  std::string kpi = "U21468";
  std::string place = "1981";
  std::int32_t period = 2024;
  std::string gender = "T";
  std::optional<std::int32_t> count = 1;
  std::optional<std::string> status = "";
  std::optional<double> value = 93.0;
  bool deleted = false;
};

inline core::Batch batch_of(const std::vector<Row>& rows) {
  core::Batch batch(connectors::kolada::data_schema());
  std::int32_t position = 0;
  for (const Row& row : rows) {
    batch[0].append_text(row.kpi);
    batch[1].append_text(row.place);
    batch[2].append<std::int32_t>(row.period);
    batch[3].append_text(row.gender);
    row.count ? batch[4].append<std::int32_t>(*row.count) : batch[4].append_null();
    row.status ? batch[5].append_text(*row.status) : batch[5].append_null();
    row.value ? batch[6].append<double>(*row.value) : batch[6].append_null();
    batch[7].append_bool(row.deleted);
    batch[8].append<std::int32_t>(position++);
  }
  return batch;
}

inline core::Batch units_of(const std::vector<std::pair<std::string, std::string>>& units) {
  core::Batch batch(connectors::kolada::ou_schema());
  for (const auto& [id, municipality] : units) {
    batch[0].append_text(id);
    batch[1].append_text("Enhet " + id);
    batch[2].append_text(municipality);
  }
  return batch;
}

struct NormalisedRows {
  core::FactNames names;
  std::vector<core::Fact> facts;
  std::vector<core::Reject> rejects;
  NormaliseCounts counts;
  std::vector<core::Finding> findings;
};

inline NormalisedRows normalise(const std::vector<Row>& rows, KoladaFacts::Filter filter = {}, bool units = false,
                                const std::vector<std::pair<std::string, std::string>>& known_units = {}) {
  NormalisedRows out;
  KoladaFacts kolada(out.names, std::move(filter));
  if (!known_units.empty()) kolada.put_units(units_of(known_units));
  kolada.facts(batch_of(rows), 7, units, out.facts, out.rejects);
  out.counts = kolada.counts();
  out.findings = kolada.findings();
  return out;
}

}  // namespace sluss::transforms::normalise
