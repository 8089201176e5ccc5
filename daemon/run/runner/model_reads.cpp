#include "daemon/run/runner/model_reads.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/text.h"

namespace sluss::daemon::run {
namespace {

/// How many bytes long the space is that the SQL begins with, 0: none. The engine takes Unicode's for spaces, too.
std::size_t space_at(std::string_view sql) {
  if (sql.empty()) return 0;
  if (std::string_view(" \t\r\n\f\v").find(sql.front()) != std::string_view::npos) return 1;
  if (sql.starts_with("\xC2\xA0")) return 2;
  for (const std::string_view one : {"\xE2\x80\xAF", "\xE2\x81\x9F", "\xE2\x81\xA0", "\xE3\x80\x80", "\xEF\xBB\xBF"})
    if (sql.starts_with(one)) return one.size();
  const bool is_wide = sql.size() > 2 && sql.starts_with("\xE2\x80") && static_cast<unsigned char>(sql[2]) <= 0x8D;
  return is_wide ? 3 : 0;
}

/// Letters of any alphabet, digits, "_", "$".
bool is_of_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         c == '_' || c == '$';
}

/// Words and single characters of SQL, without its comments and spaces.
class Pieces {
 public:
  explicit Pieces(std::string_view sql) : sql_(sql) {}

  struct Piece {
    std::string text;  ///< a word, in small letters, or one character
    bool word = false;
  };

  /// Nothing: the end.
  std::optional<Piece> next() {
    skip();
    if (at_ >= sql_.size()) return std::nullopt;
    if (end_.empty() && sql_[at_] == '"') return quoted();
    if (end_.empty() ? begin_text() : end_text()) return Piece{"'", false};
    const auto begin = at_;
    while (at_ < sql_.size() && is_of_word(sql_[at_]) && space_at(sql_.substr(at_)) == 0 && !ends_here()) ++at_;
    if (at_ > begin) return Piece{core::lower(sql_.substr(begin, at_ - begin)), true};
    return Piece{std::string(1, sql_[at_++]), false};
  }

 private:
  /// Within a text nothing is left out but spaces and what a name in it is quoted with.
  void skip() {
    while (at_ < sql_.size()) {
      if (const auto bytes = space_at(sql_.substr(at_)); bytes > 0) {
        at_ += bytes;
      } else if (!end_.empty() && sql_[at_] == '"') {
        ++at_;
      } else if (end_.empty() && sql_.substr(at_, 2) == "--") {
        at_ = std::min(sql_.find_first_of("\r\n", at_), sql_.size());
      } else if (end_.empty() && sql_.substr(at_, 2) == "/*") {
        skip_block();
      } else {
        return;
      }
    }
  }

  /// 'text', E'it\'s', $$it's$$, $tag$it's$tag$. False: none begins here.
  bool begin_text() {
    end_ = end_of_text_here();
    escapes_ = end_ == "'" && at_ > 0 && (sql_[at_ - 1] == 'e' || sql_[at_ - 1] == 'E') &&
               (at_ == 1 || !is_of_word(sql_[at_ - 2]));
    at_ += end_.size();
    return !end_.empty();
  }

  /// What ends the text that begins here; empty: none does.
  [[nodiscard]] std::string_view end_of_text_here() const {
    if (sql_[at_] == '\'') return sql_.substr(at_, 1);
    if (sql_[at_] != '$') return {};
    auto end = at_ + 1;
    while (end < sql_.size() && sql_[end] != '$' && is_of_word(sql_[end])) ++end;
    const bool is_tag = end < sql_.size() && sql_[end] == '$' && !(sql_[at_ + 1] >= '0' && sql_[at_ + 1] <= '9');
    return is_tag ? sql_.substr(at_, end + 1 - at_) : std::string_view();
  }

  [[nodiscard]] bool ends_here() const { return !end_.empty() && sql_.substr(at_).starts_with(end_); }

  /// False: the text goes on with a word or another character. One that is doubled or escaped is taken, and ends none.
  bool end_text() {
    const bool escaped = escapes_ && sql_[at_] == '\\';
    if (escaped || (end_ == "'" && sql_.substr(at_, 2) == "''")) {
      at_ = std::min(at_ + 2, sql_.size());
      return true;
    }
    if (!ends_here()) return false;
    at_ += end_.size();
    end_ = {};
    return true;
  }

  /// One comment may be within another.
  void skip_block() {
    int depth = 0;
    do {
      const auto two = sql_.substr(at_, 2);
      const int step = two == "/*" ? 1 : two == "*/" ? -1 : 0;
      depth += step;
      at_ += step == 0 ? 1 : 2;
    } while (depth > 0 && at_ < sql_.size());
  }

  Piece quoted() {
    const auto begin = ++at_;
    at_ = std::min(sql_.find('"', at_), sql_.size());
    Piece name{core::lower(sql_.substr(begin, at_ - begin)), true};
    if (at_ < sql_.size()) ++at_;
    return name;
  }

  std::string_view sql_;
  std::size_t at_ = 0;
  std::string_view end_;  ///< what ends the literal that it is in; empty: it is in none
  bool escapes_ = false;  ///< in that text a backslash takes the next character with it
};

void add_reads(std::string_view model, std::span<const warehouse::Model> models, std::set<std::string>& seen,
               std::set<std::string>& reads) {
  const auto found = std::ranges::find(models, model, &warehouse::Model::name);
  if (found == models.end() || !seen.insert(found->name).second) return;
  reads.merge(names_in(found->sql));
  for (const auto& below : found->depends_on) add_reads(below, models, seen, reads);
}

}  // namespace

std::set<std::string> names_in(std::string_view sql) {
  std::set<std::string> names;
  Pieces pieces(sql);
  std::string schema;  // the word in front of the dot
  bool dotted = false;
  while (auto piece = pieces.next()) {
    if (!piece->word) {
      dotted = piece->text == "." && !schema.empty();
      if (!dotted) schema.clear();
      continue;
    }
    if (dotted) names.insert(schema + "." + piece->text);
    dotted = false;
    schema = std::move(piece->text);
  }
  return names;
}

std::set<std::string> reads_of(std::string_view model, std::span<const warehouse::Model> models) {
  std::set<std::string> seen;
  std::set<std::string> reads;
  add_reads(model, models, seen, reads);
  return reads;
}

}  // namespace sluss::daemon::run
