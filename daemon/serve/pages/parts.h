#pragma once
// What pages are built of: the frame around each page, tables, forms, lists of terms, steps between pages.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/serve/pages/html.h"

namespace sluss::daemon::pages {

/// Where a page belongs in the menu.
enum class Section : std::uint8_t { overview, runs, held, datasets, calendar, about, none };

struct Frame {
  std::string title;  ///< of the page, without the program's name
  Section section = Section::none;
  std::string municipality;  ///< "Sala"; its code when the name is not known
  std::string person;        ///< who is signed in
  bool signed_in = true;     ///< false: `person` is "Inte inloggad"
  std::int64_t waiting = 0;  ///< held series that wait for a decision
  std::string notice;        ///< what has just been done; empty: nothing
  std::string version;
};
/// A whole page.
[[nodiscard]] std::string framed(const Frame& frame, const Html& content);

struct Column {
  Html heading;
  bool number = false;  ///< to the right
  std::string sorted;   ///< "ascending", "descending": what aria-sort says; empty: nothing
};
/// A table with a caption, the first cell of each row as its heading. Where it is narrow each row is a card, with the
/// columns' words before the values; one that is `compact` keeps its columns. Wide ones scroll within a region that the
/// keyboard reaches. Nothing in `rows`: `when_empty` as a paragraph.
struct Table {
  std::string caption;
  bool caption_hidden = false;  ///< for screen readers only: the heading above says the same
  std::vector<Column> columns;
  std::vector<std::vector<Html>> rows;
  std::string when_empty;
  bool compact = false;
};
[[nodiscard]] Html table(const Table& table);

/// Terms and what they are.
[[nodiscard]] Html terms(const std::vector<std::pair<Html, Html>>& list);
[[nodiscard]] Html link(const std::string& target, const Html& text);
/// A link that looks like a button, for what only leads on.
[[nodiscard]] Html button_link(const std::string& target, const Html& text, std::string_view look = "secondary");
[[nodiscard]] Html paragraph(const Html& text);
[[nodiscard]] Html heading(int level, const Html& text, std::string_view id = {});
[[nodiscard]] Html unordered_list(const std::vector<Html>& items);

/// A form that changes something: one button, the hidden token, and its other fields.
struct Action {
  std::string target;
  std::string token;
  std::string button;
  std::string look = "secondary";  ///< "primary", "danger", "secondary"
  std::string label;               ///< what the button does, for those who hear it without its row: "Kör nu: kolada"
  Html fields;
};
[[nodiscard]] Html action(const Action& action);

/// "Föregående", "Sida 2 av 7", "Nästa"; nothing when there is one page only.
struct Steps {
  std::int64_t page = 1;
  std::int64_t pages = 1;
  std::string previous, next;  ///< where they lead
};
[[nodiscard]] Html steps(const Steps& steps);

/// What technicians need of an error, in English, folded: "http.connect: Failed to connect …". Its code is written
/// once.
[[nodiscard]] Html technical_text(const std::string& code, const std::string& error);
/// What to do, with what is for whoever sees to Sluss apart.
[[nodiscard]] Html remedy_html(std::string_view remedy);
[[nodiscard]] Html folded_technical(const Html& content);

/// Something that a reader must not miss, as a region with a heading.
[[nodiscard]] Html box(std::string_view look, const Html& content);

}  // namespace sluss::daemon::pages
