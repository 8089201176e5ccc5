#pragma once
// What the models need to know beside the warehouse: the own municipality, the comparison, and what is configured about
// indicators. It becomes views in the schema `session` of a reader or of the refreshing writer.

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "transforms/datasets/indicator_config.h"
#include "warehouse/warehouse.h"

namespace sluss::transforms::datasets {

/// What must be stated with figures whose ids begin with an origin.
struct SourceWords {
  std::string origin;       ///< "kolada"; "register:hemtjanstindex" of ids that begin so, before their first point
  std::string title;        ///< "Kolada"
  std::string attribution;  ///< Swedish, "Källa: Kolada"; where it is empty: "Källa: " and the origin
};

/// What a job fetches from its source.
struct JobIndicators {
  std::string job;
  std::vector<std::string> indicators;  ///< named one by one, canonical ids
  bool more = false;                    ///< others of its origin too
};

struct SessionInputs {
  std::string municipality;       ///< four digits; its name is taken from core.area
  std::string municipality_name;  ///< and where no source has told it, this one
  /// "riket", "county", and groups: "group:THEME" (the latest year's group of the own municipality) or a group's id.
  /// What core.area does not know is left out here; the run has reported it as an error.
  std::vector<std::string> compare;
  /// Canonical ids of indicators that a job names one by one: they get rows for announced figures even before the first
  /// one has been seen. Empty for jobs that take everything.
  std::vector<std::string> selected;
  std::vector<IndicatorConfig> indicators;
  std::vector<SourceWords> sources;
  /// Of every job of the configuration: an indicator is checked when one of those that bring it has run.
  std::vector<JobIndicators> jobs = {};
};

/// Statements that make the views session.municipality, .compare, .indicator, .selected, .job_indicator, .source (every
/// origin that has indicators, with its attribution), .word (core/swedish_words.h: kind, code, swedish),
/// .swedish_time (starts, ends, ahead of UTC) and .summer_time; valid on every engine. They read core.area_open,
/// core.area_member_open and core.indicator_open.
[[nodiscard]] std::vector<std::string> session_statements(const SessionInputs& inputs);

[[nodiscard]] warehouse::Session make_session(const SessionInputs& inputs, std::vector<warehouse::Model> models);

}  // namespace sluss::transforms::datasets
