#include "connectors/kolada/selection.h"

#include <algorithm>
#include <optional>

#include "connectors/kolada/names.h"
#include "connectors/kolada/select_areas.h"

namespace sluss::connectors::kolada {

namespace {

std::optional<std::string_view> behind(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

bool any_starts_with(const std::vector<std::string>& texts, std::string_view prefix) {
  return std::ranges::any_of(texts, [prefix](const std::string& text) { return text.starts_with(prefix); });
}

class IndicatorResolver {
 public:
  IndicatorResolver(const Catalogue& catalogue, ResolvedSelection& out) : catalogue_(catalogue), out_(out) {}

  void add(const std::string& wanted) {
    if (wanted == "*") {
      out_.all_indicators = true;
    } else if (const auto group = behind(wanted, "kpigroup:")) {
      add_group(wanted, *group);
    } else if (const auto title = behind(wanted, "title:")) {
      add_where(wanted, [pattern = fold(*title)](const Indicator& indicator) {
        return !pattern.empty() && matches(pattern, fold(indicator.title));
      });
    } else if (const auto area = behind(wanted, "operating_area:")) {
      add_operating_area(wanted, fold(*area));
    } else {
      add_id(wanted);
    }
  }

  /// The nearest known to the first that was not found.
  [[nodiscard]] const std::vector<std::string>& suggestions() const { return suggestions_; }

 private:
  template <class Where>
  bool add_where(const std::string& wanted, const Where& where, bool report_unknown = true) {
    bool any = false;
    for (const Indicator& indicator : catalogue_.indicators()) {
      if (!where(indicator)) continue;
      out_.indicators.insert(indicator.id);
      any = true;
    }
    if (!any && report_unknown) report(wanted, "Inget nyckeltal i Kolada passar \"" + wanted + "\".", {});
    return any;
  }

  void add_operating_area(const std::string& wanted, const std::string& folded) {
    const bool any = add_where(
        wanted, [&folded](const Indicator& indicator) { return fold(indicator.operating_area) == folded; }, false);
    if (any) return;
    std::set<std::string> names;
    for (const Indicator& indicator : catalogue_.indicators()) names.insert(indicator.operating_area);
    std::vector<KnownName> known;
    known.reserve(names.size());
    for (const std::string& name : names) known.push_back({.name = name, .shown = name});
    report(wanted, "Inget nyckeltal i Kolada har verksamhetsområdet \"" + wanted.substr(wanted.find(':') + 1) + "\".",
           nearest(folded, known));
  }

  void add_group(const std::string& wanted, std::string_view name) {
    const std::string folded = fold(name);
    std::vector<KnownName> known;
    bool any = false;
    for (const Group& group : catalogue_.indicator_groups()) {
      if (fold(group.id) == folded || fold(group.title) == folded) {
        // Members that the catalogue has dropped are reported one by one, as any id.
        for (const std::string& member : group.members) add_id(member);
        any = true;
      }
      known.push_back({.name = group.title, .shown = group.title + " (" + group.id + ")"});
    }
    if (!any)
      report(wanted, "Nyckeltalsgruppen \"" + std::string(name) + "\" finns inte i Kolada.", nearest(name, known));
  }

  void add_id(const std::string& wanted) {
    std::string id = wanted.starts_with("kolada:") ? wanted.substr(7) : wanted;
    std::ranges::transform(id, id.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    if (catalogue_.indicator(id) != nullptr) {
      out_.indicators.insert(id);
      return;
    }
    std::vector<KnownName> known;
    for (const Indicator& indicator : catalogue_.indicators()) {
      known.push_back({.name = indicator.id, .shown = indicator.id + " (" + indicator.title + ")"});
    }
    report(id, "Nyckeltalet " + id + " finns inte i Koladas katalog. Det kan ha tagits bort, eller är felskrivet.",
           nearest(id, known));
  }

  void report(const std::string& subject, std::string what, const std::vector<std::string>& suggestions) {
    if (suggestions_.empty()) suggestions_ = suggestions;
    std::string remedy = "Rätta eller ta bort det ur jobbets urval.";
    if (!suggestions.empty()) remedy = "Närmaste kända: " + joined(suggestions, "; ") + ". " + remedy;
    out_.findings.push_back({.code = "kolada.unknown_indicator",
                             .severity = core::Severity::error,
                             .subject = subject,
                             .what = std::move(what),
                             .remedy = std::move(remedy),
                             .count = 1});
  }

  const Catalogue& catalogue_;
  ResolvedSelection& out_;
  std::vector<std::string> suggestions_;
};

core::Result<> resolve_indicators(const Selection& selection, const Catalogue& catalogue, ResolvedSelection& out) {
  IndicatorResolver resolver(catalogue, out);
  for (const std::string& wanted : selection.indicators) resolver.add(wanted);
  if (out.all_indicators) out.indicators.clear();
  if (out.all_indicators || !out.indicators.empty()) return {};
  std::string what = "no selected indicator is in Kolada's catalogue";
  std::string remedy = "name at least one indicator, or \"*\" for all";
  if (!out.findings.empty()) {
    std::vector<std::string> subjects;
    subjects.reserve(out.findings.size());
    for (const core::Finding& finding : out.findings) subjects.push_back(finding.subject);
    subjects.resize(std::min<std::size_t>(subjects.size(), 10));
    what += ": " + joined(subjects);
    if (!resolver.suggestions().empty()) remedy = "nearest known: " + joined(resolver.suggestions(), "; ");
  }
  return core::fail(core::ErrorClass::config, "kolada.unknown_indicator", what, remedy,
                    {.file = {}, .line = 0, .column = 0, .field = "indicators"});
}

core::Result<> resolve_years(const Selection& selection, int this_year, ResolvedSelection& out) {
  out.first_year = selection.first_year;
  out.last_year = selection.last_year == 0 ? this_year + 1 : selection.last_year;
  if (out.first_year >= 1900 && out.first_year <= out.last_year && out.last_year <= 2200) return {};
  return core::fail(core::ErrorClass::config, "kolada.years",
                    "the years " + std::to_string(out.first_year) + " to " + std::to_string(out.last_year) +
                        " are not a span of time",
                    "give first_year and last_year between 1900 and 2200, the first not after the last",
                    {.file = {}, .line = 0, .column = 0, .field = "first_year"});
}

}  // namespace

Needs needs_of(const Selection& selection) {
  const auto names_group = [](const std::vector<std::string>& texts) {
    return any_starts_with(texts, "group:") || any_starts_with(texts, "G");
  };
  return {.area_groups = names_group(selection.areas) || names_group(selection.compare),
          .indicator_groups = std::ranges::find(selection.indicators, "*") != selection.indicators.end() ||
                              any_starts_with(selection.indicators, "kpigroup:"),
          .units = !selection.units.empty()};
}

core::Result<ResolvedSelection> resolve(const Selection& selection, const Catalogue& catalogue, int this_year) {
  ResolvedSelection out;
  SLUSS_TRY(resolve_years(selection, this_year, out));
  SLUSS_TRY(resolve_indicators(selection, catalogue, out));
  SLUSS_TRY(resolve_areas(selection, catalogue, out));
  SLUSS_TRY(resolve_unit_areas(selection, catalogue, out));
  return out;
}

}  // namespace sluss::connectors::kolada
