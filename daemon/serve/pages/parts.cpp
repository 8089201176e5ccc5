#include "daemon/serve/pages/parts.h"

#include <array>

#include "core/to_operator.h"
#include "daemon/serve/pages/words.h"

namespace sluss::daemon::pages {
namespace {

struct MenuItem {
  Section section;
  std::string_view path;
  std::string_view text;
};
constexpr std::array<MenuItem, 6> menu{{{Section::overview, "/", "Översikt"},
                                        {Section::held, "/hallna", "Hållna serier"},
                                        {Section::runs, "/korningar", "Körningar"},
                                        {Section::datasets, "/dataset", "Dataset"},
                                        {Section::calendar, "/kalender", "Kalender"},
                                        {Section::about, "/om", "Om"}}};

Html head(const Frame& frame) {
  return tag("head", {}, tag("meta", {{"charset", "utf-8"}}),
             tag("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}),
             tag("meta", {{"name", "color-scheme"}, {"content", "light dark"}}),
             tag("title", {}, frame.title + " – Sluss"),
             tag("link", {{"rel", "stylesheet"}, {"href", url({"sluss.css"}, {{"v", frame.version}})}}),
             tag("link", {{"rel", "icon"}, {"type", "image/svg+xml"}, {"href", url({"sluss.svg"})}}));
}

Html menu_html(const Frame& frame) {
  Html items;
  for (const auto& item : menu) {
    Attributes attributes{{"href", std::string(item.path)}};
    if (item.section == frame.section) attributes.push_back({"aria-current", "page"});
    Html text(item.text);
    if (item.section == Section::held && frame.waiting > 0) {
      text += " ";
      text += tag("span", {{"class", "count"}}, count_text(frame.waiting),
                  tag("span", {{"class", "unseen"}}, " väntar på beslut"));
    }
    items += tag("li", {}, tag("a", attributes, text));
  }
  return tag("nav", {{"aria-label", "Huvudmeny"}}, tag("ul", {}, items));
}

Html banner(const Frame& frame) {
  Html whose;
  if (!frame.municipality.empty()) whose = tag("span", {{"class", "whose"}}, frame.municipality);
  Html person;
  if (!frame.person.empty())
    person = tag("p", {{"class", "person"}},
                 frame.signed_in ? tag("span", {{"class", "unseen"}}, "Inloggad: ") : Html(), frame.person);
  return tag("header", {{"class", "top"}},
             tag("div", {{"class", "wide"}}, tag("p", {{"class", "brand"}}, tag("a", {{"href", "/"}}, "Sluss"), whose),
                 menu_html(frame), person));
}

/// The column's word before each of its values, where rows are shown as cards; none where it is more than a word.
std::string label_of(const Table& table, std::size_t column) {
  const auto& words = table.columns[column].heading.markup();
  return column == 0 || table.compact || words.find_first_of("<&") != std::string::npos ? std::string() : words;
}

}  // namespace

std::string framed(const Frame& frame, const Html& content) {
  Html notice;
  if (!frame.notice.empty()) notice = tag("p", {{"class", "notice"}, {"role", "status"}}, frame.notice);
  const auto body =
      tag("body", {}, tag("a", {{"class", "skip"}, {"href", "#innehall"}}, "Hoppa till innehållet"), banner(frame),
          tag("main", {{"id", "innehall"}, {"tabindex", "-1"}, {"class", "wide"}}, notice, content),
          tag("footer", {{"class", "bottom"}},
              tag("div", {{"class", "wide"}}, tag("p", {}, "Sluss " + frame.version + ". Alla tider är svensk tid."))));
  return (Tag::doctype() + tag("html", {{"lang", "sv"}}, head(frame), body)).markup();
}

Html table(const Table& table) {
  if (table.rows.empty()) return tag("p", {{"class", "empty"}}, table.when_empty);
  Html headings;
  for (const auto& column : table.columns) {
    Attributes attributes{{"scope", "col"}};
    if (column.number) attributes.push_back({"class", "number"});
    if (!column.sorted.empty()) attributes.push_back({"aria-sort", column.sorted});
    headings += tag("th", attributes, column.heading);
  }
  Html rows;
  for (const auto& row : table.rows) {
    Html cells;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string look = table.columns[i].number ? "number" : "";
      Attributes attributes;
      if (i == 0) attributes.push_back({"scope", "row"});
      if (!look.empty()) attributes.push_back({"class", look});
      if (auto label = label_of(table, i); !label.empty()) attributes.push_back({"data-label", std::move(label)});
      cells += tag(i == 0 ? "th" : "td", attributes, row[i]);
    }
    rows += tag("tr", {}, cells);
  }
  Attributes attributes;
  if (table.compact) attributes.push_back({"class", "compact"});
  Attributes caption;
  if (table.caption_hidden) caption.push_back({"class", "unseen"});
  return tag("div", {{"class", "scroll"}, {"role", "group"}, {"tabindex", "0"}, {"aria-label", table.caption}},
             tag("table", attributes, tag("caption", caption, table.caption), tag("thead", {}, tag("tr", {}, headings)),
                 tag("tbody", {}, rows)));
}

Html terms(const std::vector<std::pair<Html, Html>>& list) {
  Html content;
  for (const auto& [term, description] : list)
    content += tag("div", {}, tag("dt", {}, term), tag("dd", {}, description));
  return tag("dl", {{"class", "terms"}}, content);
}

Html link(const std::string& target, const Html& text) {
  return tag("a", {{"href", target}}, text);
}

Html button_link(const std::string& target, const Html& text, std::string_view look) {
  return tag("a", {{"class", "button " + std::string(look)}, {"href", target}}, text);
}

Html paragraph(const Html& text) {
  return tag("p", {}, text);
}

Html heading(int level, const Html& text, std::string_view id) {
  Attributes attributes;
  if (!id.empty()) attributes.push_back({"id", std::string(id)});
  return tag("h" + std::to_string(level), attributes, text);
}

Html unordered_list(const std::vector<Html>& items) {
  Html content;
  for (const auto& item : items) content += tag("li", {}, item);
  return tag("ul", {}, content);
}

Html action(const Action& action) {
  Attributes button{{"type", "submit"}, {"class", "button " + action.look}};
  if (!action.label.empty()) button.push_back({"aria-label", action.label});
  return tag("form", {{"method", "post"}, {"action", action.target}},
             tag("input", {{"type", "hidden"}, {"name", "token"}, {"value", action.token}}), action.fields,
             tag("button", button, action.button));
}

Html steps(const Steps& steps) {
  if (steps.pages <= 1) return {};
  Html content;
  if (!steps.previous.empty())
    content += tag("li", {}, tag("a", {{"href", steps.previous}, {"rel", "prev"}}, "← Föregående"));
  content += tag("li", {{"aria-current", "page"}}, "Sida " + count_text(steps.page) + " av " + count_text(steps.pages));
  if (!steps.next.empty()) content += tag("li", {}, tag("a", {{"href", steps.next}, {"rel", "next"}}, "Nästa →"));
  return tag("nav", {{"class", "steps"}, {"aria-label", "Sidor"}}, tag("ul", {}, content));
}

Html technical_text(const std::string& code, const std::string& error) {
  const auto lead = code + ": ";
  const bool begins_with_it = error.starts_with(lead);
  const auto rest = begins_with_it ? error.substr(lead.size()) : error;
  if (rest.empty()) return tag("code", {}, code);
  return tag("code", {}, code) + ": " + tag("span", {{"lang", "en"}}, rest);
}

Html remedy_html(std::string_view remedy) {
  const auto parts = core::to_readers(remedy);
  Html shown = parts.everyone;
  if (!parts.who_operates.empty())
    shown += tag("span", {{"class", "note"}}, std::string(core::to_operator) + " " + parts.who_operates);
  return shown;
}

Html folded_technical(const Html& content) {
  return tag("details", {}, tag("summary", {}, "Tekniska uppgifter"), content);
}

Html box(std::string_view look, const Html& content) {
  return tag("div", {{"class", "box " + std::string(look)}}, content);
}

}  // namespace sluss::daemon::pages
