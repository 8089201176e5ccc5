#include "daemon/serve/pages/run_account.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/words.h"

namespace sluss::daemon::pages {
namespace {

/// a = b + c + d, as a list that reads as an equation and is one for screen readers too.
struct Term {
  std::string sign;
  std::string word;
  std::int64_t count = 0;
};

Html equation(const std::string& name, const std::vector<Term>& list, bool holds) {
  Html parts;
  for (const auto& term : list) {
    Html sign;
    if (!term.sign.empty()) sign = tag("span", {{"class", "operator"}}, term.sign + " ");
    parts += tag("li", {}, sign, tag("strong", {}, count_text(term.count)), " ", tag("span", {}, term.word));
  }
  return tag("div", {{"class", "equation"}}, heading(3, name), tag("ul", {}, parts),
             paragraph(state_html(holds ? State{Tone::good, "Stämmer"} : State{Tone::bad, "Stämmer inte"})));
}

Html read_equation(const warehouse::RowCounts& rows, bool of_table) {
  return equation(of_table ? "Varje läst rad är redovisad" : "Varje läst uppgift är redovisad",
                  {{"", of_table ? "lästa rader" : "lästa uppgifter", taken_of(rows)},
                   {"=", "nya", rows.inserted},
                   {"+", "ändrade", rows.revised},
                   {"+", "oförändrade", rows.unchanged},
                   {"+", "borttagna av källan", rows.deleted},
                   {"+", "bortvalda", rows.filtered},
                   {"+", "dubbletter", rows.duplicate},
                   {"+", "hållna", rows.held}},
                  rows.in_holds());
}

Html open_equation(const warehouse::RowCounts& rows) {
  return equation("Varje gällande värde är redovisat",
                  {{"", "gällande efter", rows.open_after},
                   {"=", "gällande före", rows.open_before},
                   {"+", "nya", rows.inserted},
                   {"−", "borttagna av källan", rows.deleted},
                   {"−", "försvunna", rows.absent}},
                  rows.out_holds());
}

std::string stream_word(std::string_view stream) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> words{
      {{"core.observation", "Värden"},
       {"core.indicator", "Nyckeltal"},
       {"core.area", "Områden"},
       {"core.area_member", "Områden i grupper"},
       {"core.indicator_member", "Nyckeltal i grupper"},
       {"core.unit", "Enheter"},
       {"core.publication", "Aviserade publiceringar"}}};
  for (const auto& [name, word] : words) {
    if (name == stream) return std::string(word);
  }
  return std::string(stream);
}

/// Nothing when there is one table only: the equations show it already.
Html streams_section(const std::vector<warehouse::StreamCounts>& streams) {
  if (streams.size() < 2) return {};
  Table shown{.caption = "Tabell för tabell",
              .caption_hidden = true,
              .columns = {{"Tabell"},
                          {"Lästa", true},
                          {"Nya", true},
                          {"Ändrade", true},
                          {"Oförändrade", true},
                          {"Försvunna", true},
                          {"Övriga", true},
                          {"Gällande efter", true},
                          {"Summorna"}},
              .rows = {},
              .when_empty = ""};
  for (const auto& [stream, rows] : streams) {
    const bool holds = rows.in_holds() && rows.out_holds();
    shown.rows.push_back({stream_word(stream), count_text(taken_of(rows)), count_text(rows.inserted),
                          count_text(rows.revised), count_text(rows.unchanged), count_text(rows.deleted + rows.absent),
                          count_text(rows.filtered + rows.duplicate + rows.held), count_text(rows.open_after),
                          state_html(holds ? State{Tone::good, "Stämmer"} : State{Tone::bad, "Stämmer inte"})});
  }
  return tag("details", {}, tag("summary", {}, "Tabell för tabell"), table(shown),
             paragraph("Övriga är bortvalda, dubbletter och hållna. Det som inte gick att läsa räknas inte hit: se "
                       "Avvisade rader."));
}

}  // namespace

std::int64_t taken_of(const warehouse::RowCounts& rows) {
  return rows.read - rows.rejected;
}

Html account_of(const warehouse::RunRecord& run) {
  Html equations;
  const bool of_table = run.streams.size() == 1 && !run.streams.front().stream.starts_with("core.");
  if (run.cause != "discard") equations += read_equation(run.rows, of_table);  // a decision to discard reads nothing
  equations += open_equation(run.rows);
  return heading(2, "Redovisning") + tag("div", {{"class", "equations"}}, equations) + streams_section(run.streams);
}

}  // namespace sluss::daemon::pages
