#include "daemon/runner/model_reads.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/text.h"

namespace sluss::daemon::runner {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
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
    if (sql_[at_] == '"' && !in_text_) return quoted();
    const auto begin = at_;
    while (at_ < sql_.size() && is_of_word(sql_[at_])) ++at_;
    if (at_ > begin) return Piece{core::lower(sql_.substr(begin, at_ - begin)), true};
    const char c = sql_[at_++];
    if (c == '\'') in_text_ = !in_text_;  // one that is doubled ends the text and begins it again
    return Piece{std::string(1, c), false};
  }

 private:
  void skip() {
    while (at_ < sql_.size()) {
      if (is_space(sql_[at_])) {
        ++at_;
      } else if (!in_text_ && sql_.substr(at_, 2) == "--") {
        at_ = std::min(sql_.find('\n', at_), sql_.size());
      } else if (!in_text_ && sql_.substr(at_, 2) == "/*") {
        skip_block();
      } else {
        return;
      }
    }
  }

  /// One comment may stand within another.
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
  bool in_text_ = false;  ///< between ' and '
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

}  // namespace sluss::daemon::runner
