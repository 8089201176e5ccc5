#include "connectors/register/csv/scanner.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace sluss::connectors::registers {

/// The marks one after the other; `end` when there are no more.
struct Scanner::Marks {
  char* block;
  std::uint64_t bits;
  char* end;
  MarkBytes bytes;

  char* next() {
    while (bits == 0) {
      if (end - block <= marks_block) return end;
      block += marks_block;
      bits = marks_of(block, bytes);
    }
    char* const mark = block + std::countr_zero(bits);
    bits &= bits - 1;
    return mark < end ? mark : end;
  }
};

namespace {

bool is_line_end(char byte) {
  return byte == '\n' || byte == '\r';
}

}  // namespace

Scanner::Scanner(Dialect dialect, const Limits& limits)
    : dialect_(std::move(dialect)),
      limits_(limits),
      bytes_{.delimiter = dialect_.delimiter.empty() ? '\n' : dialect_.delimiter.front(),
             .quote = dialect_.quote == '\0' ? '\n' : dialect_.quote} {}

void Scanner::feed(std::span<char> block, bool last) {
  begin_ = at_ = block.data();
  end_ = at_ + block.size();
  last_ = last;
  block_ = at_;
  bits_ = block.empty() ? 0 : marks_of(at_, bytes_);
  count_ = 0;
}

ScanStep Scanner::next() {
  count_ = 0;
  flawed_ = in_quotes_ = false;
  lines_ = 1;
  doubled_.clear();
  if (at_ == end_) return last_ ? ScanStep::end : ScanStep::more;
  Marks marks{.block = block_, .bits = bits_, .end = end_, .bytes = bytes_};
  next_ = at_;
  After after = After::delimiter;
  while (after == After::delimiter) {
    char* const cell = next_;
    const bool quote = cell < end_ && *cell == dialect_.quote && dialect_.quote != '\0';
    after = quote ? enclosed(marks, cell) : plain(marks, cell, cell);
  }
  if (after == After::more) return ScanStep::more;
  if (after == After::limit) return failed_;
  block_ = marks.block;
  bits_ = marks.bits;
  halve_quotes();
  if (count_ == 1 && cells_.front().kind == CellKind::empty) count_ = 0;
  at_ = next_;
  return ScanStep::row;
}

/// A cell to the next delimiter or line end from `from` on.
inline Scanner::After Scanner::plain(Marks& marks, char* cell, char* from) {
  for (;;) {
    char* const mark = marks.next();
    if (mark < from) continue;
    if (mark == end_ && !last_) return unfinished(cell);
    if (mark == end_ || is_line_end(*mark)) {
      next_ = line_end(mark);
      return next_ == nullptr ? After::more : put(cell, mark, After::row);
    }
    if (*mark != bytes_.delimiter) continue;  // a quote within a cell
    const auto match = delimiter_at(mark);
    if (match == Match::cut) return unfinished(cell);
    if (match == Match::none) continue;
    next_ = mark + dialect_.delimiter.size();
    return put(cell, mark, After::delimiter);
  }
}

/// A cell that begins with a quote, to what follows the quote that closes it.
Scanner::After Scanner::enclosed(Marks& marks, char* cell) {
  char* from = cell + 1;
  bool doubled = false;
  for (;;) {
    char* const mark = marks.next();
    if (mark < from) continue;
    if (mark == end_) break;
    if (mark + 1 == end_ && !last_) break;  // what follows decides
    if (*mark == '\n' || (*mark == '\r' && (mark + 1 == end_ || mark[1] != '\n'))) ++lines_;
    if (*mark != dialect_.quote) continue;
    if (mark + 1 == end_ || mark[1] != dialect_.quote) return close(marks, cell, mark, doubled);
    doubled = true;
    from = mark + 2;
  }
  in_quotes_ = true;
  if (!last_) return unfinished(cell);
  flawed_ = true;
  next_ = end_;
  return put(cell, end_, After::row);
}

Scanner::After Scanner::close(Marks& marks, char* cell, char* quote, bool doubled) {
  char* const after = quote + 1;
  const auto match = delimiter_at(after);
  if (match == Match::cut) return unfinished(cell);
  const bool row = after == end_ || is_line_end(*after);
  if (!row && match == Match::none) {
    flawed_ = true;
    return plain(marks, cell, after);
  }
  next_ = row ? line_end(after) : after + dialect_.delimiter.size();
  if (next_ == nullptr) return After::more;
  const auto put_cell = put(cell + 1, quote, row ? After::row : After::delimiter);
  if (put_cell == After::limit) return put_cell;
  cells_[count_ - 1].kind = CellKind::text;
  if (doubled) doubled_.push_back(count_ - 1);
  return put_cell;
}

/// Whether the delimiter is at a place, or may be if more follows.
inline Scanner::Match Scanner::delimiter_at(const char* place) const {
  const auto size = dialect_.delimiter.size();
  if (place == end_ || size == 0 || *place != bytes_.delimiter) return Match::none;
  if (size == 1) return Match::whole;
  const auto there = std::min(size, static_cast<std::size_t>(end_ - place));
  if (std::memcmp(place, dialect_.delimiter.data(), there) != 0) return Match::none;
  if (there == size) return Match::whole;
  return last_ ? Match::none : Match::cut;
}

inline Scanner::After Scanner::put(char* begin, char* end, After after) {
  const auto fails = [this](ScanStep step) {
    failed_ = step;
    return After::limit;
  };
  if (end - begin > limits_.cell_bytes) return fails(ScanStep::bytes);
  if (count_ == cells_.size()) {
    if (static_cast<std::int64_t>(count_) >= limits_.columns) return fails(ScanStep::columns);
    constexpr std::size_t first = 64;
    cells_.resize(std::min(std::max(first, count_ * 2), static_cast<std::size_t>(limits_.columns)));
  }
  cells_[count_++] = {begin == end ? CellKind::empty : CellKind::text, {begin, static_cast<std::size_t>(end - begin)}};
  return after;
}

Scanner::After Scanner::unfinished(const char* cell) {
  if (end_ - cell <= limits_.cell_bytes + 2) return After::more;  // its quotes
  failed_ = ScanStep::bytes;
  return After::limit;
}

/// Where the next line begins; null when that is not known before more is read.
inline char* Scanner::line_end(char* mark) const {
  if (mark == end_) return end_;
  if (*mark == '\n') return mark + 1;
  if (mark + 1 == end_) return last_ ? end_ : nullptr;
  return mark + (mark[1] == '\n' ? 2 : 1);
}

void Scanner::halve_quotes() {
  for (const auto cell : doubled_) {
    const auto text = cells_[cell].text;
    char* const begin = at_ + (text.data() - at_);
    char* const end = begin + text.size();
    char* out = begin;
    for (const char* from = begin; from < end; ++from, ++out) {
      *out = *from;
      if (*from == dialect_.quote) ++from;
    }
    cells_[cell].text = {begin, static_cast<std::size_t>(out - begin)};
  }
}

bool Scanner::quoted(std::size_t cell) const {
  // What is before a cell that is not enclosed is a delimiter, a line end or the block's beginning.
  const auto& text = cells_[cell];
  return text.kind == CellKind::text && dialect_.quote != '\0' && text.text.data() > begin_ &&
         text.text.data()[-1] == dialect_.quote;
}

}  // namespace sluss::connectors::registers
