#include "daemon/serve/pages/dataset_page.h"

#include <algorithm>

#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/words.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::pages {
namespace {

namespace datasets = transforms::datasets;

/// In the place of the files of a dataset that has never been computed.
constexpr const char* nothing_fetched = "Inget har hämtats än.";

/// `report`: the Excel file has a report table.
Html files_list(const std::string& dataset, const std::string& title, bool report) {
  struct File {
    std::string_view format, text, meant_for;
  };
  const std::string_view sheets =
      report ? "med rapporttabell och beskrivning av varje kolumn" : "med beskrivning av varje kolumn";
  const std::array<File, 3> files{{{"xlsx", "Excel", sheets},
                                   {"csv", "CSV", "öppnas i Excel med svenska inställningar"},
                                   {"parquet", "Parquet", "för Power BI och andra analysverktyg"}}};
  Html items;
  for (const auto& file : files)
    items += tag("li", {},
                 tag("a",
                     {{"class", "button secondary"},
                      {"href", url({"dataset", dataset, "hamta", file.format})},
                      {"download", ""},
                      {"aria-label", "Hämta " + std::string(file.text) + ": " + title}},
                     "Hämta " + std::string(file.text)),
                 tag("span", {{"class", "note"}}, file.meant_for));
  return tag("ul", {{"class", "files"}}, items);
}

Html option(const std::string& value, const std::string& text, bool chosen) {
  Attributes attributes{{"value", value}};
  if (chosen) attributes.push_back({"selected", ""});
  return tag("option", attributes, text);
}

Html chooser(const std::string& name, const std::string& label, const std::string& all,
             const std::vector<std::string>& values, const std::string& chosen) {
  if (values.empty()) return {};
  Html options = option("", all, chosen.empty());
  for (const auto& value : values) options += option(value, value, value == chosen);
  return tag("div", {{"class", "field"}}, tag("label", {{"for", "val-" + name}}, label),
             tag("select", {{"name", name}, {"id", "val-" + name}}, options));
}

Html hidden(const std::string& name, const std::string& value) {
  return value.empty() ? Html() : tag("input", {{"type", "hidden"}, {"name", name}, {"value", value}});
}

Html filter_form(const DatasetPageView& view) {
  const auto& choice = view.choice;
  Html fields;
  if (view.by_indicator)
    fields += tag("div", {{"class", "field wide-field"}},
                  tag("label", {{"for", "val-nyckeltal"}}, "Nyckeltal (del av namn eller id)"),
                  tag("input", {{"type", "search"},
                                {"name", "nyckeltal"},
                                {"id", "val-nyckeltal"},
                                {"value", choice.indicator},
                                {"maxlength", "100"}}));
  fields += chooser("omrade", "Område", "Alla områden", view.areas, choice.area);
  fields += chooser("ar", "År", "Alla år", view.years, choice.year);
  if (fields.empty()) return {};
  fields += hidden("sortera", choice.sort) + hidden("ordning", choice.descending ? "fallande" : "") +
            hidden("kolumner", choice.all_columns ? "alla" : "");
  fields += tag("div", {{"class", "field"}}, tag("button", {{"type", "submit"}, {"class", "button primary"}}, "Visa"),
                choice.indicator.empty() && choice.area.empty() && choice.year.empty()
                    ? Html()
                    : button_link(url({"dataset", view.dataset.name}), "Rensa"));
  return tag("form",
             {{"method", "get"},
              {"action", url({"dataset", view.dataset.name})},
              {"class", "filter"},
              {"role", "search"},
              {"aria-label", "Urval"}},
             fields);
}

Column heading_of(const DatasetPageView& view, const datasets::ColumnDescription& column) {
  const auto& choice = view.choice;
  const bool sorted = choice.sort == column.name;
  auto next = choice;
  next.sort = column.name;
  next.descending = sorted && !choice.descending;
  next.page = 1;
  Html text = column.heading;
  if (sorted) text += tag("span", {{"aria-hidden", "true"}}, choice.descending ? " ↓" : " ↑");
  return {.heading = tag("a", {{"href", address_of(view.dataset.name, next)}}, text),
          .number = is_number(column),
          .sorted = !sorted             ? ""
                    : choice.descending ? "descending"
                                        : "ascending"};
}

Html rows_table(const DatasetPageView& view, std::int64_t pages) {
  Table rows{.caption = view.dataset.title + ", " + count_text(view.found) + (view.found == 1 ? " rad" : " rader"),
             .columns = {},
             .rows = {},
             .when_empty = "Inga rader stämmer med urvalet.",
             .compact = true};
  if (pages > 1) rows.caption += ", sida " + count_text(view.choice.page) + " av " + count_text(pages);
  for (const auto& column : shown_columns(view.dataset, view.choice)) rows.columns.push_back(heading_of(view, column));
  for (const auto& row : view.rows) rows.rows.emplace_back(row.begin(), row.end());
  return table(rows);
}

Html columns_switch(const DatasetPageView& view) {
  if (view.dataset.overview.empty()) return {};
  auto other = view.choice;
  other.all_columns = !other.all_columns;
  return paragraph(link(address_of(view.dataset.name, other),
                        view.choice.all_columns ? "Visa bara de viktigaste kolumnerna" : "Visa alla kolumner"));
}

Html columns_table(const datasets::DatasetDescription& dataset) {
  Table columns{.caption = "Vad kolumnerna betyder",
                .caption_hidden = true,
                .columns = {{"Rubrik"}, {"Betydelse"}, {"Mått"}, {"Typ"}, {"Namn i filer"}},
                .rows = {},
                .when_empty = "Inga kolumner är beskrivna."};
  for (const auto& column : dataset.columns)
    columns.rows.push_back({column.heading, column.description, column.measure.empty() ? "–" : column.measure,
                            column.type, tag("code", {}, column.name)});
  return table(columns);
}

/// "två serier väntar på beslut", as a link to where they are decided on.
Html waiting_link(const std::vector<WaitingView>& waiting, bool begins) {
  const auto words = swedish::counted(std::ssize(waiting), swedish::Gender::common, "serie väntar", "serier väntar");
  return link(url({"hallna"}), (begins ? swedish::capitalised(words) : words) + " på beslut");
}

/// What the rows do not show yet, with the way to each decision.
Html waiting_box(const std::vector<WaitingView>& waiting) {
  constexpr std::size_t most_named = 5;
  if (waiting.empty()) return {};
  std::vector<Html> items;
  for (const auto& one : waiting) {
    if (items.size() == most_named) break;
    items.push_back(link(url({"hallna", std::to_string(one.run.value), one.series}), one.title));
  }
  if (waiting.size() > most_named)
    items.emplace_back("och " + count_text(static_cast<std::int64_t>(waiting.size() - most_named)) + " till");
  return box(
      "attention",
      paragraph(waiting_link(waiting, true) +
                ". Det nya från källan står inte i datasetet förrän någon har avgjort; det som gällde förut gäller "
                "så länge.") +
          unordered_list(items));
}

/// When it was checked, and how long ago that is when it is long.
Html checked_at(core::Instant at, core::Instant now) {
  const auto age = age_text(at, now);
  return time_html(at, now) + (age.empty() ? "" : ", " + age);
}

Html facts(const DatasetPageView& view) {
  const auto when = [&](const std::optional<core::Instant>& at) {
    return at ? time_html(*at, view.now) : Html("inte än");
  };
  const auto checked = [&](const std::optional<core::Instant>& at) {
    return at ? checked_at(*at, view.now) : Html("inte än");
  };
  std::vector<std::pair<Html, Html>> list;
  if (view.run) {
    const auto number = std::to_string(view.run->value);
    list.push_back({"Står för", link(url({"korningar", number}), "Körning " + number)});
  }
  list.push_back({"Senast ändrat", when(view.changed)});
  if (view.sources.size() < 2)
    list.push_back({"Senast kontrollerat mot källan", checked(view.checked)});
  else
    for (const auto& source : view.sources)
      list.push_back({"Senast kontrollerat mot " + source.name, checked(source.checked)});
  for (const auto& source : view.sources)
    for (const auto& job : source.jobs)
      list.push_back(
          {(source.name + " av jobbet " + job.job) + (job.scheduled ? "" : " (körs på begäran)"), when(job.checked)});
  return terms(list);
}

/// Whose figures they are by the rows themselves, three at most, above what the description says; else that alone.
Html source_of(const DatasetPageView& view) {
  constexpr std::size_t most_quoted = 3;
  constexpr std::string_view begin = "Källa: ";
  std::string quoted;
  for (std::size_t i = 0; i < std::min(view.quoted.size(), most_quoted); ++i) {
    std::string_view one = view.quoted[i];
    if (one.starts_with(begin)) one.remove_prefix(begin.size());
    quoted += (i == 0 ? "" : "; ") + std::string(one);
  }
  if (quoted.empty()) return view.dataset.source;
  if (view.quoted.size() > most_quoted)
    quoted += " och " + count_text(std::ssize(view.quoted) - static_cast<std::ptrdiff_t>(most_quoted)) + " till";
  return Html(quoted) + tag("span", {{"class", "note"}}, view.dataset.source);
}

}  // namespace

bool is_number(const datasets::ColumnDescription& column) {
  return column.type == "tal" || column.type == "heltal";
}

std::string address_of(const std::string& dataset, const DatasetChoice& choice) {
  std::vector<std::pair<std::string, std::string>> query;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) query.emplace_back(name, value);
  };
  add("nyckeltal", choice.indicator);
  add("omrade", choice.area);
  add("ar", choice.year);
  add("sortera", choice.sort);
  add("ordning", choice.descending ? "fallande" : "");
  add("kolumner", choice.all_columns ? "alla" : "");
  add("sida", choice.page > 1 ? std::to_string(choice.page) : "");
  return url({"dataset", dataset}, query);
}

std::vector<datasets::ColumnDescription> shown_columns(const datasets::DatasetDescription& dataset,
                                                       const DatasetChoice& choice) {
  if (choice.all_columns || dataset.overview.empty()) return dataset.columns;
  // In the order of the overview: what a reader looks for comes first.
  std::vector<datasets::ColumnDescription> columns;
  for (const auto& name : dataset.overview) {
    const auto found = std::ranges::find(dataset.columns, name, &datasets::ColumnDescription::name);
    if (found != dataset.columns.end()) columns.push_back(*found);
  }
  return columns;
}

Html dataset_list_page(const DatasetListView& view) {
  Html content =
      heading(1, "Dataset") +
      paragraph("Färdiga tabeller att titta på och hämta. De räknas om efter varje körning som ändrar något.");
  for (const auto& dataset : view.datasets) {
    Html fresh =
        dataset.changed ? Html("Senast ändrat ") + time_html(*dataset.changed, view.now) : Html("Inte beräknat än");
    if (dataset.checked) fresh += Html(", kontrollerat mot källan ") + checked_at(*dataset.checked, view.now);
    if (const auto oldest = oldest_job(dataset.sources, dataset.checked); !oldest.empty())
      fresh += " (äldst: " + oldest + ")";
    if (const auto never = never_fetched(dataset.sources); !never.empty()) fresh += ", aldrig hämtat: " + never;
    if (dataset.rows) fresh += ", " + count_text(*dataset.rows) + " rader";
    if (!dataset.waiting.empty()) fresh += Html(", ") + waiting_link(dataset.waiting, false);
    content +=
        tag("article", {{"class", "card"}}, heading(2, link(url({"dataset", dataset.name}), dataset.title)),
            paragraph(dataset.purpose), tag("p", {{"class", "note"}}, fresh),
            dataset.changed ? files_list(dataset.name, dataset.title, dataset.report) : paragraph(nothing_fetched));
  }
  if (view.datasets.empty()) content += paragraph("Inga dataset är inställda.");
  return content;
}

Html dataset_page(const DatasetPageView& view) {
  const auto pages = std::max<std::int64_t>(1, (view.found + view.rows_a_page - 1) / view.rows_a_page);
  const auto to = [&](std::int64_t page) {
    auto choice = view.choice;
    choice.page = page;
    return page < 1 || page > pages ? std::string() : address_of(view.dataset.name, choice);
  };
  Html content = heading(1, view.dataset.title) + tag("p", {{"class", "lead"}}, view.dataset.purpose);
  content += waiting_box(view.waiting);
  content += facts(view) + (view.changed
                                ? files_list(view.dataset.name, view.dataset.title, !view.dataset.report_table.empty())
                                : paragraph(nothing_fetched));
  content += tag("section", {}, heading(2, "Rader"), filter_form(view), columns_switch(view), rows_table(view, pages),
                 steps({.page = view.choice.page,
                        .pages = pages,
                        .previous = to(view.choice.page - 1),
                        .next = to(view.choice.page + 1)}));
  return content +
         tag("section", {}, heading(2, "Vad kolumnerna betyder", "kolumner"),
             terms({{"En rad är", view.dataset.grain}, {"Källa", source_of(view)}, {"Ägare", view.dataset.owner}}),
             columns_table(view.dataset));
}

}  // namespace sluss::daemon::pages
