#include "connectors/register/readme/workbook.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <utility>

#include "connectors/file_words.h"
#include "core/shown.h"
#include "core/swedish_words.h"
#include "core/text.h"

namespace sluss::connectors::registers::impl {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_letters = 2'000;  // of a cell
constexpr std::uint64_t least_room = 4'000'000;
constexpr std::uint64_t bytes_a_reject = 2'000;  // of its markup before it is packed
constexpr std::uint8_t a4 = 9;
constexpr int text_size = 11;
constexpr int title_size = 16;

struct Outcome {
  std::string word;
  lxw_color_t colour;
};

/// As it begins a cell; its first letter is one of ASCII.
std::string waiting_word() {
  auto word = core::swedish_word(core::Vocabulary::held_state, "waiting");
  word.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(word.front())));
  return word;
}

Outcome words_of(ReadmeOutcome outcome) {
  switch (outcome) {
    case ReadmeOutcome::loaded:
      return {"Inläst", 0xC6E0B4};
    case ReadmeOutcome::without_own:
      return {"Inläst, utan er egen kommun", 0xFFE699};
    case ReadmeOutcome::waiting:
      return {waiting_word(), 0xFFE699};
    case ReadmeOutcome::same:
      return {"Redan inläst", 0xDDEBF7};
    case ReadmeOutcome::discarded:
      return {"Inte inläst: likadan som en som förkastades", 0xFFE699};
    case ReadmeOutcome::older:
      return {std::string(file_older_outcome), 0xDDEBF7};
    case ReadmeOutcome::no_job:
      return {"Inte inläst: namnet passar inget jobb", 0xF8CBAD};
    case ReadmeOutcome::rejected:
      break;
  }
  return {"Avvisad", 0xF8CBAD};
}

/// One line for people, without identities. "_x0041_" in a cell means the character A (ECMA-376, ST_Xstring): a text
/// that contains such a sequence is escaped.
std::string cell_text(std::string_view text) {
  auto result = core::shown(text, most_letters);
  const auto is_escape = [&result](std::size_t at) {
    if (at + 7 > result.size() || result[at + 1] != 'x' || result[at + 6] != '_') return false;
    return std::all_of(result.begin() + static_cast<std::ptrdiff_t>(at) + 2,
                       result.begin() + static_cast<std::ptrdiff_t>(at) + 6,
                       [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
  };
  for (auto at = result.find('_'); at != std::string::npos; at = result.find('_', at + 1)) {
    if (!is_escape(at)) continue;
    result.insert(at + 1, "x005F_");
    at += 6;
  }
  return result;
}

/// Excel does not make a row higher for wrapped text that another program wrote: the height is ours to set. `width` is
/// the column's, in letters.
std::size_t lines_in(std::string_view text, double width) {
  const auto room = std::max<std::size_t>(1, static_cast<std::size_t>(width) - 1);
  return (core::width_of(text) + room - 1) / room;
}

class Book {
 public:
  Book(const fs::path& path, std::string temporary_folder) : temporary_folder_(std::move(temporary_folder)) {
    lxw_workbook_options options{};
    options.tmpdir = temporary_folder_.data();
    book_ = workbook_new_opt(path.c_str(), &options);
  }
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;
  ~Book() {
    if (book_ != nullptr) (void)workbook_close(book_);  // the only way to free it; the caller removes the file
  }

  [[nodiscard]] bool is_open() const { return book_ != nullptr; }

  void make_formats() {
    text_ = format();
    format_set_num_format(text_, "@");  // what begins with = stays a text when somebody edits it
    heading_ = format();
    format_set_bold(heading_);
    format_set_bg_color(heading_, 0xDDEBF7);
    format_set_bottom(heading_, LXW_BORDER_THIN);
    title_ = workbook_add_format(book_);
    format_set_bold(title_);
    format_set_font_size(title_, title_size);
    format_set_num_format(title_, "@");
    number_ = format();
    format_set_num_format(number_, "#,##0");
    format_set_align(number_, LXW_ALIGN_LEFT);
    row_number_ = format();
    format_set_align(row_number_, LXW_ALIGN_LEFT);
  }

  lxw_worksheet* sheet(const char* name) {
    auto* const added = workbook_add_worksheet(book_, name);
    if (added == nullptr) {
      keep(LXW_ERROR_MEMORY_MALLOC_FAILED);
      return nullptr;
    }
    worksheet_set_landscape(added);
    worksheet_set_paper(added, a4);
    worksheet_fit_to_pages(added, 1, 0);
    keep(worksheet_set_footer(added, "&LSluss&C&A&RSida &P av &N"));
    return added;
  }

  void put(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::string_view text, lxw_format* how) {
    keep(worksheet_write_string(sheet, row, column, text.empty() ? nullptr : cell_text(text).c_str(), how));
  }
  void put(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::int64_t number, lxw_format* how) {
    keep(worksheet_write_number(sheet, row, column, static_cast<double>(number), how));
  }
  void widths(lxw_worksheet* sheet, std::span<const double> widths) {
    for (std::size_t i = 0; i < widths.size(); ++i)
      keep(worksheet_set_column(sheet, static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i), widths[i], nullptr));
  }
  void height(lxw_worksheet* sheet, lxw_row_t row, std::size_t lines) {
    constexpr double of_a_line = 15;
    constexpr double most = 400;
    if (lines > 1) keep(worksheet_set_row(sheet, row, std::min(most, of_a_line * static_cast<double>(lines)), nullptr));
  }

  lxw_format* outcome_format(lxw_color_t colour) {
    auto* const made = format();
    format_set_bold(made);
    format_set_bg_color(made, colour);
    return made;
  }

  void properties(const Readme& readme) {
    auto title = cell_text(readme.title);
    std::string author = "Sluss";
    std::string category(readme.outcome == ReadmeOutcome::no_job ? readme_no_job_mark : std::string_view());
    lxw_doc_properties properties{};
    if (!category.empty()) properties.category = category.data();
    properties.title = title.data();
    properties.author = author.data();
    properties.created = static_cast<time_t>(readme.read_at.micros / 1'000'000);
    keep(workbook_set_properties(book_, &properties));
  }

  [[nodiscard]] lxw_error close() {
    const auto closed = workbook_close(std::exchange(book_, nullptr));
    return first_ != LXW_NO_ERROR ? first_ : closed;
  }
  void keep(lxw_error error) {
    if (first_ == LXW_NO_ERROR) first_ = error;
  }

  [[nodiscard]] lxw_format* text() const { return text_; }
  [[nodiscard]] lxw_format* heading() const { return heading_; }
  [[nodiscard]] lxw_format* title() const { return title_; }
  [[nodiscard]] lxw_format* count() const { return number_; }
  [[nodiscard]] lxw_format* row_number() const { return row_number_; }

 private:
  lxw_format* format() {
    auto* const made = workbook_add_format(book_);
    format_set_font_size(made, text_size);
    format_set_text_wrap(made);
    format_set_align(made, LXW_ALIGN_VERTICAL_TOP);
    return made;
  }

  std::string temporary_folder_;
  lxw_workbook* book_ = nullptr;
  lxw_format* text_ = nullptr;
  lxw_format* heading_ = nullptr;
  lxw_format* title_ = nullptr;
  lxw_format* number_ = nullptr;
  lxw_format* row_number_ = nullptr;
  lxw_error first_ = LXW_NO_ERROR;
};

bool is_read(const Readme& readme) {
  return readme.outcome == ReadmeOutcome::loaded || readme.outcome == ReadmeOutcome::without_own ||
         readme.outcome == ReadmeOutcome::waiting;
}

std::string words_of_rejects(const Readme& readme, std::size_t shown) {
  const auto all = std::max(readme.all_rejects, static_cast<std::int64_t>(readme.rejects.size()));
  if (all == 0 && readme.unexpected) return "Allt gick att läsa, men filen är inte som väntat: se Att se över nedan.";
  if (all == 0) return "Inga.";
  auto text = fmt::format("{} fel: se bladet Avvisade rader, som visar var de står.", all);
  if (static_cast<std::int64_t>(shown) < all) text += fmt::format(" Där står de {} första; resten visas inte.", shown);
  return text;
}

/// A readme is written once, and what it says may be decided on later.
std::string written_words(const Readme& readme) {
  auto at = core::swedish_text(readme.read_at);
  if (readme.see.empty()) return at;
  return at + ". Det här dokumentet ändras inte efteråt: hur det är nu ser du " + readme.see + ".";
}

void write_summary(Book& book, const Readme& readme, std::size_t shown) {
  constexpr std::array<double, 2> widths{30, 90};
  auto* const sheet = book.sheet("Sammanfattning");
  if (sheet == nullptr) return;
  book.widths(sheet, widths);
  lxw_row_t row = 0;
  const auto line = [&](std::string_view label, std::string_view value, lxw_format* how) {
    book.put(sheet, row, 0, label, book.text());
    book.put(sheet, row, 1, value, how);
    book.height(sheet, row++, std::max(lines_in(label, widths[0]), lines_in(value, widths[1])));
  };
  const auto heading = [&](std::string_view text) {
    ++row;
    book.put(sheet, row, 0, text, book.heading());
    book.put(sheet, row++, 1, "", book.heading());
  };
  book.put(sheet, row++, 0, readme.title, book.title());
  const auto outcome = words_of(readme.outcome);
  line("Utfall", outcome.word, book.outcome_format(outcome.colour));
  if (!readme.explanation.empty()) line("Vad det innebär", readme.explanation, book.text());
  line("Skrivet", written_words(readme), book.text());
  if (!readme.decided_at.empty()) line("Här avgörs det", readme.decided_at, book.text());
  if (!readme.address.empty()) line("Aktuellt läge", readme.address, book.text());
  if (is_read(readme) || shown > 0) line("Fel i filen", words_of_rejects(readme, shown), book.text());
  const bool is_named = readme.outcome != ReadmeOutcome::no_job;
  if (!readme.understood.empty()) heading(is_named ? "Så har Sluss förstått filen" : "Namn som läses in här");
  for (const auto& one : readme.understood) line(one.label, one.value, book.text());
  if (!readme.counts.empty()) heading("Antal");
  for (const auto& one : readme.counts) {
    book.put(sheet, row, 0, one.label, book.text());
    book.put(sheet, row++, 1, one.count, book.count());
  }
  if (!readme.to_operator.empty()) heading("Till den som sköter Sluss");
  for (const auto& one : readme.to_operator) line(one.label, one.value, book.text());
  worksheet_freeze_panes(sheet, 1, 0);
}

void write_rejects(Book& book, const Readme& readme, std::size_t shown) {
  constexpr std::array<double, 7> all_widths{20, 9, 9, 26, 44, 44, 30};
  constexpr std::array all_headings{
      "Blad", "Rad", "Kolumn", "Rubrik", "Vad som är fel", "Vad som behöver ändras", "Till den som sköter Sluss"};
  const auto some = std::span(readme.rejects).first(shown);
  const bool to_operator = std::ranges::any_of(some, [](const ReadmeReject& one) { return !one.to_operator.empty(); });
  const bool sheets = std::ranges::any_of(some, [](const ReadmeReject& one) { return !one.sheet.empty(); });
  const std::size_t left = sheets ? 0 : 1;  // a file without sheets
  const auto columns = all_widths.size() - left - (to_operator ? 0 : 1);
  const auto widths = std::span(all_widths).subspan(left, columns);
  const auto headings = std::span(all_headings).subspan(left, columns);
  auto* const sheet = book.sheet("Avvisade rader");
  if (sheet == nullptr) return;
  book.widths(sheet, widths);
  for (std::size_t i = 0; i < headings.size(); ++i)
    book.put(sheet, 0, static_cast<lxw_col_t>(i), headings[i], book.heading());
  worksheet_freeze_panes(sheet, 1, 0);
  book.keep(worksheet_repeat_rows(sheet, 0, 0));
  lxw_row_t row = 1;
  for (const auto& one : some) {
    const std::array<std::string_view, 7> all_texts{one.sheet, "",         one.column,     one.heading,
                                                    one.wrong, one.change, one.to_operator};
    const auto texts = std::span(all_texts).subspan(left, columns);
    std::size_t lines = 1;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      if (i + left == 1 && one.row > 0) {
        book.put(sheet, row, column, one.row, book.row_number());
        continue;
      }
      book.put(sheet, row, column, texts[i], book.text());
      lines = std::max(lines, lines_in(texts[i], widths[i]));
    }
    book.height(sheet, row++, lines);
  }
  book.keep(
      worksheet_autofilter(sheet, 0, 0, std::max<lxw_row_t>(1, row - 1), static_cast<lxw_col_t>(headings.size() - 1)));
  const auto all = std::max(readme.all_rejects, static_cast<std::int64_t>(readme.rejects.size()));
  if (all == 0) book.put(sheet, row, 0, "Inga rader avvisades.", book.title());
  if (static_cast<std::int64_t>(shown) < all) {
    book.put(sheet, row, static_cast<lxw_col_t>(4 - left),
             fmt::format("… och {} till, som inte visas här.", all - static_cast<std::int64_t>(shown)), book.text());
  }
}

std::unexpected<core::Error> failed(std::string_view why, const fs::path& path) {
  return core::fail(core::ErrorClass::storage, "readme.write", fmt::format("the workbook cannot be written: {}", why),
                    "See that the folder of temporary files is there, may be written in and has room",
                    {.file = path.string()});
}

}  // namespace

core::Result<> write_workbook(const fs::path& path, const Readme& readme, const ReadmeOptions& options) {
  const auto folder = path.parent_path();
  const auto shown = std::min(readme.rejects.size(), options.most_rejects);
  // libxlsxwriter does not check its writes to temporary files: a full disk would give half a sheet without a word.
  std::error_code unknown;
  const auto space = fs::space(folder, unknown);
  if (!unknown && space.available < least_room + shown * bytes_a_reject) return failed("the disk is full", folder);
  Book book(path, folder.string());
  if (!book.is_open()) return failed("it cannot be made", path);
  book.make_formats();
  book.properties(readme);
  write_summary(book, readme, shown);
  // Of a file that could not be read, or was not, there are none to show.
  if (is_read(readme) || shown > 0) write_rejects(book, readme, shown);
  if (const auto error = book.close(); error != LXW_NO_ERROR) return failed(lxw_strerror(error), path);
  return {};
}

}  // namespace sluss::connectors::registers::impl
