#pragma once
// Names and patterns of a proposed mapping, made of the names of files, sheets and headings. Private to suggest/. Pure.

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sluss::connectors::registers {

/// "Antal ärenden (st)" is "antal_arenden_st"; "x" where nothing is left. At most 40 letters, a letter first.
[[nodiscard]] std::string plain_name(std::string_view text);
/// A mapping's id: of a file's name what are words, "resultat" of "9834 resultat"; "fil" where there are none.
[[nodiscard]] std::string id_of(std::string_view stem);
/// The same as plain_name(), other than those that are taken; `figure`: with its _status, _least and _most too. All are
/// taken then.
[[nodiscard]] std::string free_name(std::string_view text, bool figure, std::set<std::string>& taken);

/// The pattern that matches this text alone.
[[nodiscard]] std::string escaped(std::string_view text);
/// A text in TOML: 'x' where it has \ or ", else "x".
[[nodiscard]] std::string toml_text(std::string_view text);
/// A list of texts in TOML.
[[nodiscard]] std::string toml_text(const std::vector<std::string>& texts);
/// A text in a comment: one line, without identities, at most 60 letters.
[[nodiscard]] std::string remarked(std::string_view text);

/// Where a year, 1900 to 2199, is in a text, four digits that no other digit touches; npos: nowhere.
[[nodiscard]] std::size_t find_year(std::string_view text, std::size_t from = 0);

/// Of a file's name: "bilar {year}.*" of "bilar 2025.csv".
struct NamePattern {
  std::string pattern;
  std::string stem;        ///< the name without its year and its ending, for people
  std::string year;        ///< as it is in the name
  bool has_year = false;   ///< {year}
  bool has_month = false;  ///< and {month}
};
[[nodiscard]] NamePattern name_pattern(std::string_view file);

}  // namespace sluss::connectors::registers
