#pragma once
// The keys of each part of a mapping, once: the reader (of TOML and of archived JSON) and the writer (of JSON) both
// walk them. Private to mapping/.
//
// A visitor has: name (of a-z), text, pattern, patterns, texts, flag, whole, wholes, real, range, word, words, level,
// named, bound, skip ("skip" or "missing"), part, optional_part, parts.

#include <concepts>
#include <type_traits>

#include "connectors/register/mapping/mapping.h"

namespace sluss::connectors::registers {

template <class Part, class Of>
concept PartOf = std::same_as<std::remove_const_t<Part>, Of>;

enum class Need : std::uint8_t { may_be_missing, required };

template <class V>
void fields(V& v, PartOf<FileNames> auto& p) {
  v.patterns("names", p.names, Need::required);
  v.words("formats", p.formats);
}

template <class V>
void fields(V& v, PartOf<Series> auto& p) {
  v.texts("key", p.key);
  v.texts("order", p.order);
  v.text("period", p.period);
  v.flag("ahead", p.ahead, false);
}

template <class V>
void fields(V& v, PartOf<CellCapture> auto& p) {
  v.patterns("sheets", p.sheets);
  v.pattern("pattern", p.pattern, Need::required);
  v.whole("within", p.within, 50, 1, 1000);
  v.flag("required", p.required, false);
}

template <class V>
void fields(V& v, PartOf<CsvHints> auto& p) {
  v.text("delimiter", p.delimiter);
  v.text("quote", p.quote);
  v.text("encoding", p.encoding);
  v.wholes("widths", p.widths, 1, 10'000);
}

template <class V>
void fields(V& v, PartOf<JsonHints> auto& p) {
  v.text("records", p.records);
}

template <class V>
void fields(V& v, PartOf<Lookup> auto& p) {
  v.name("name", p.name);
  v.patterns("files", p.files, Need::required);
  v.patterns("key", p.key, Need::required);
  v.patterns("value", p.value, Need::required);
}

template <class V>
void fields(V& v, PartOf<Mark> auto& p) {
  v.patterns("texts", p.texts, Need::required);
  v.word("status", p.status, Need::required);
  v.bound("least", p.least);
  v.bound("most", p.most);
  v.bound("below", p.below);
  v.bound("above", p.above);
  v.bound("value", p.value);
}

template <class V>
void fields(V& v, PartOf<Dimension> auto& p) {
  v.name("name", p.name);
  v.text("title", p.title);
  v.texts("values", p.values);
  v.named("titles", p.titles, false);
}

template <class V>
void fields(V& v, PartOf<Measure> auto& p) {
  v.name("name", p.name);
  v.text("title", p.title, Need::required);
  v.text("unit", p.unit);
  v.word("period", p.period);
  v.texts("dimensions", p.dimensions);
}

template <class V>
void fields(V& v, PartOf<SeriesBreak> auto& p) {
  v.texts("measures", p.measures);
  v.text("at", p.at, Need::required);
  v.text("note", p.note);
}

template <class V>
void fields(V& v, PartOf<Header> auto& p) {
  v.whole("rows", p.rows, 1, 1, 5);
  v.whole("within", p.within, 50, 1, 1000);
  v.flag("fill", p.fill, false);
  v.flag("none", p.none, false);
  v.whole("from", p.from, 1, 1, 1'000'000);
}

template <class V>
void fields(V& v, PartOf<TableColumn> auto& p) {
  v.name("name", p.name);
  v.patterns("headings", p.headings, Need::may_be_missing, "heading");
  v.text("letter", p.letter);
  v.text("value", p.value);
  v.text("lookup", p.lookup);
  v.text("of", p.of);
  v.word("type", p.type);
  v.flag("required", p.required, true);
  v.flag("empty", p.may_be_empty, true);
  v.flag("fill_down", p.fill_down, false);
  v.flag("exact", p.exact, false);
  v.whole("nth", p.nth, 0, 1, 1000);
  v.pattern("pattern", p.pattern);
  v.flag("fraction", p.fraction, false);
  v.texts("true", p.true_words);
  v.texts("false", p.false_words);
  v.text("list", p.list);
}

template <class V>
void fields(V& v, PartOf<Rule> auto& p) {
  v.level("level", p.level);
  v.text("variant", p.variant);
  v.text("skip", p.skip);
  v.named("where", p.where, true);
  v.texts("filled", p.filled);
  v.texts("empty", p.empty);
}

template <class V>
void fields(V& v, PartOf<UnpivotOf> auto& p) {
  v.patterns("headings", p.headings, Need::required, "heading");
  v.named("set", p.set, false);
}

template <class V>
void fields(V& v, PartOf<Unpivot> auto& p) {
  v.name("value", p.value);
  v.word("type", p.type);
  v.flag("fraction", p.fraction, false);
  v.skip("empty", p.skip_empty);
  v.patterns("headings", p.headings, Need::may_be_missing, "heading");
  v.parts("of", p.of);
}

template <class V>
void fields(V& v, PartOf<Expectation> auto& p) {
  v.range("rows", p.rows);
  v.range("areas", p.areas);
  v.range("range", p.range);
  v.flag("ranks", p.ranks, false);
  v.texts("sum_of", p.sum_of);
  v.real("tolerance", p.tolerance);
  v.text("column", p.column);
  v.level("level", p.level);
}

template <class V>
void fields(V& v, PartOf<Table> auto& p) {
  v.name("name", p.name);
  v.patterns("files", p.files);
  v.patterns("sheets", p.sheets);
  v.flag("hidden", p.hidden, false);
  v.flag("required", p.required, true);
  v.patterns("ends_at", p.ends_at);
  v.flag("ends_at_blank", p.ends_at_blank, false);
  v.absent("absent");
  v.part("header", p.header);
  v.parts("column", p.columns);
  v.optional_part("unpivot", p.unpivot);
  v.parts("mark", p.marks);
  v.parts("rule", p.rules);
  v.parts("expect", p.expectations);
}

template <class V>
void fields(V& v, PartOf<UnitAlias> auto& p) {
  v.text("id", p.id, Need::required);
  v.text("name", p.name, Need::required);
  v.texts("aliases", p.aliases);
  v.text("from", p.from);
  v.text("until", p.until);
}

template <class V>
void fields(V& v, PartOf<AreaAlias> auto& p) {
  v.text("code", p.code, Need::required);
  v.texts("aliases", p.aliases);
}

/// [facts], of which a mapping keeps the text alone.
template <class Text>
struct FactsPart {
  Text& select;
  Written written = {};
};

template <class V, class Text>
void fields(V& v, FactsPart<Text>& p) {
  v.text("select", p.select, Need::required);
}

template <class V>
void fields(V& v, PartOf<Mapping> auto& p) {
  v.name("id", p.id);
  v.text("title", p.title, Need::required);
  v.text("publisher", p.publisher, Need::required);
  v.text("attribution", p.attribution);
  v.text("licence", p.licence);
  v.text("note", p.note);
  v.word("layout", p.layout, Need::required);
  v.flag("partial", p.partial, false);
  v.part("files", p.files);
  v.part("series", p.series);
  v.part("csv", p.csv);
  v.part("json", p.json);
  v.parts("cell", p.cells);
  v.parts("lookup", p.lookups);
  v.parts("mark", p.marks);
  v.parts("dimension", p.dimensions);
  v.parts("measure", p.measures);
  v.parts("break", p.breaks);
  v.parts("table", p.tables);
  v.parts("unit", p.units);
  v.parts("area", p.areas);
  FactsPart<std::remove_reference_t<decltype((p.select))>> facts{.select = p.select};
  v.part("facts", facts);
}

}  // namespace sluss::connectors::registers
