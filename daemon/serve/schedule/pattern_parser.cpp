#include "daemon/serve/schedule/pattern_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <system_error>
#include <utility>
#include <vector>

#include "core/text.h"
#include "daemon/serve/schedule/pattern_piece.h"

namespace sluss::daemon::schedule {
namespace {

constexpr std::size_t longest_text = 512;

template <std::size_t Size>
std::bitset<Size> set_of(const Numbers& numbers, int origin = 0) {
  std::bitset<Size> set;
  for (const int number : numbers) set.set(static_cast<std::size_t>(number - origin));
  return set;
}

constexpr std::array<std::string_view, 7> weekday_names = {"monday", "tuesday",  "wednesday", "thursday",
                                                           "friday", "saturday", "sunday"};

/// "måndag", "tis": the English day that is meant.
std::string swedish_weekday(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> begins = {
      {{"mån", "Mon"}, {"tis", "Tue"}, {"ons", "Wed"}, {"tor", "Thu"}, {"fre", "Fri"}, {"lör", "Sat"}, {"sön", "Sun"}}};
  for (const auto& [begin, day] : begins)
    if (text.starts_with(begin)) return fmt::format("Did you mean {}? ", day);
  return {};
}

/// Monday 1 … Sunday 7. Three letters or the whole name.
core::Result<int> take_weekday(Piece& piece) {
  const auto end = std::ranges::find_if_not(piece.text, is_letter);
  const auto word = core::lower({piece.text.begin(), end});
  for (std::size_t i = 0; i < weekday_names.size(); ++i) {
    if (word != weekday_names[i] && word != weekday_names[i].substr(0, 3)) continue;
    piece.advance(word.size());
    return static_cast<int>(i) + 1;
  }
  return error_at(piece, fmt::format("{} is not a weekday", quoted(piece.text)),
                  swedish_weekday(core::lower(piece.text)) +
                      "Write Mon, Tue, Wed, Thu, Fri, Sat or Sun, a range Mon..Fri, or a list Mon,Thu");
}

core::Result<std::bitset<8>> parse_weekdays(Piece piece) {
  std::bitset<8> weekdays;
  while (!piece.empty()) {
    const Piece start = piece;
    const int from = SLUSS_TRY(take_weekday(piece));
    int to = from;
    if (piece.take("..") || piece.take("-")) {
      to = SLUSS_TRY(take_weekday(piece));
    }
    if (to < from)
      return error_at(start, "the range of weekdays goes backwards", "A week begins on Monday: write Fri..Sun,Mon");
    for (int day = from; day <= to; ++day) weekdays.set(static_cast<std::size_t>(day));
    // A comma may end the list: "Wed, 17:48".
    if (!piece.empty() && !piece.take(","))
      return error_at(piece, fmt::format("{} cannot follow a weekday", quoted(piece.text)),
                      "Write a range Mon..Fri or a list Mon,Thu and then a space");
  }
  return weekdays;
}

core::Result<> take_days(Piece& piece, Pattern& pattern) {
  pattern.from_month_end = piece.take("~");
  if (!pattern.from_month_end && !piece.take("-"))
    return error_at(piece, "a date needs - or ~ here",
                    "Write a date as *-*-01, 12-24 or *-*~01 (the last day of the month)");
  const auto days = SLUSS_TRY(take_numbers(piece, pattern.from_month_end ? day_from_end_field : day_field));
  pattern.days = set_of<32>(days);
  return {};
}

/// "2026-*-01", "12-24", "*-*~01", "*-02~03".
core::Result<> parse_date(Piece piece, Pattern& pattern) {
  const auto parts = std::ranges::count_if(piece.text, [](char c) { return c == '-' || c == '~'; });
  if (parts > 1) {
    const auto years = SLUSS_TRY(take_numbers(piece, year_field));
    pattern.years = set_of<last_year - first_year + 1>(years, first_year);
    if (!piece.take("-"))
      return error_at(piece, "a date needs - after the year", "Write a date as *-*-01 or 2026-12-24");
  }
  const auto months = SLUSS_TRY(take_numbers(piece, month_field));
  pattern.months = set_of<13>(months);
  SLUSS_TRY(take_days(piece, pattern));
  if (!piece.empty()) return error_at(piece, fmt::format("{} cannot follow a date", quoted(piece.text)));
  return {};
}

/// "00,18" of "06:00,18:00", which reads as two times and would be 06:00:00 and 06:18:00.
bool is_pair(std::string_view minutes) {
  constexpr std::string_view digits = "0123456789";
  const auto comma = minutes.find(',');
  return comma == 2 && minutes.size() == 5 && minutes.find_first_not_of("0123456789,") == std::string_view::npos &&
         digits.contains(minutes[3]);
}

/// "06:15", "*:0/15", "06:15:30".
core::Result<> parse_time(Piece piece, Pattern& pattern) {
  const auto hours = SLUSS_TRY(take_numbers(piece, hour_field));
  if (!piece.take(":"))
    return error_at(piece, "a time of day needs : after the hour", "Write hours and minutes: 06:15");
  const auto written = piece.text;
  const auto minutes = SLUSS_TRY(take_numbers(piece, minute_field));
  Numbers seconds{0};
  if (piece.front() == ':' && is_pair(written.substr(0, written.size() - piece.text.size()))) {
    return error_at(piece, "minutes with seconds behind them look like two times of day, which they are not",
                    "Write the hours as a list, 6,18:00, or two jobs' schedules");
  }
  if (piece.take(":")) {
    seconds = SLUSS_TRY(take_numbers(piece, second_field));
  }
  if (piece.front() == '.') return error_at(piece, "parts of a second are not kept", "Write whole seconds: 06:15:30");
  if (!piece.empty())
    return error_at(piece, fmt::format("{} cannot follow a time of day", quoted(piece.text)),
                    "Write for example 06:15");
  pattern.hours = set_of<24>(hours);
  pattern.minutes = set_of<60>(minutes);
  pattern.seconds = set_of<60>(seconds);
  return {};
}

/// "workday<=15", "workday>=*-*-25": what follows is a date, or days of every month.
core::Result<> parse_moved(Piece piece, Pattern& pattern) {
  if (piece.empty())
    return error_at(piece, "workday<= and workday>= need a date, without a space",
                    "Write for example \"workday<=15 06:00\" or \"workday>=*-03-01 06:00\"");
  if (piece.front() != '~' && piece.text.find_first_of("-~") != std::string_view::npos)
    return parse_date(piece, pattern);
  const bool from_end = piece.take("~");
  const auto days = SLUSS_TRY(take_numbers(piece, from_end ? day_from_end_field : day_field));
  if (!piece.empty())
    return error_at(piece, fmt::format("{} cannot follow a day", quoted(piece.text)), "Write for example workday<=15");
  pattern.from_month_end = from_end;
  pattern.days = set_of<32>(days);
  return {};
}

struct ShortName {
  std::string_view name;
  std::string_view meaning;
};
constexpr std::array<ShortName, 13> short_names = {{{"minutely", "*-*-* *:*:00"},
                                                    {"hourly", "*-*-* *:00:00"},
                                                    {"daily", "*-*-* 00:00:00"},
                                                    {"weekly", "Mon *-*-* 00:00:00"},
                                                    {"monthly", "*-*-01 00:00:00"},
                                                    {"quarterly", "*-01,04,07,10-01 00:00:00"},
                                                    {"semiannually", "*-01,07-01 00:00:00"},
                                                    {"semi-annually", "*-01,07-01 00:00:00"},
                                                    {"biannually", "*-01,07-01 00:00:00"},
                                                    {"bi-annually", "*-01,07-01 00:00:00"},
                                                    {"yearly", "*-01-01 00:00:00"},
                                                    {"annually", "*-01-01 00:00:00"},
                                                    {"anually", "*-01-01 00:00:00"}}};

/// Every midnight.
Pattern every_day() {
  Pattern pattern;
  pattern.years.set();
  pattern.months.set();
  pattern.days.set();
  pattern.weekdays.set();
  pattern.hours.set(0);
  pattern.minutes.set(0);
  pattern.seconds.set(0);
  return pattern;
}

/// What an expression begins with, when it is a word: a rule for working days, or weekdays.
core::Result<> parse_first(Piece word, Pattern& pattern) {
  const auto name = core::lower(word.text);
  if (name == "workdays") {
    pattern.rule = DayRule::working;
  } else if (name == "last-workday" || name == "first-workday") {
    pattern.from_month_end = name == "last-workday";
    pattern.rule = pattern.from_month_end ? DayRule::working_or_before : DayRule::working_or_after;
    pattern.days = set_of<32>({1});
  } else if (name.starts_with("workday<=") || name.starts_with("workday>=")) {
    pattern.rule = name[7] == '<' ? DayRule::working_or_before : DayRule::working_or_after;
    word.advance(std::string_view("workday<=").size());
    SLUSS_TRY(parse_moved(word, pattern));
  } else if (name.starts_with("workday")) {
    return error_at(word, fmt::format("{} is not a rule for working days", quoted(word.text)),
                    "Write workdays, last-workday, first-workday, workday<=15 (that day, or the working day before) or "
                    "workday>=25 (… after)");
  } else {
    pattern.weekdays = SLUSS_TRY(parse_weekdays(word));
  }
  return {};
}

bool looks_like_date(const Piece& word) {
  return !is_letter(word.front()) && word.text.find_first_of("-~") != std::string_view::npos;
}
bool looks_like_time(const Piece& word) {
  return !is_letter(word.front()) && word.text.find(':') != std::string_view::npos;
}

/// "2026-03-05T06:00" is a date and a time.
void part_at_t(std::vector<Piece>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto t = words[i].text.find('T');
    if (!looks_like_date(words[i]) || t == std::string_view::npos) continue;
    Piece time = words[i];
    time.advance(t + 1);
    words[i].text = words[i].text.substr(0, t);
    words.insert(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, time);
    return;
  }
}

/// Five parts of digits, stars and their like: minute, hour, day, month, weekday.
bool looks_like_cron(const std::vector<Piece>& words) {
  return words.size() == 5 && std::ranges::all_of(words, [](const Piece& word) {
           return word.text.find_first_not_of("0123456789*/,-") == std::string_view::npos;
         });
}

/// In our form where it is a time of day, on all days or on those of a working week.
std::string from_cron(const std::vector<Piece>& words) {
  const auto number = [](std::string_view text, int most) {
    int value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() && value <= most ? value : -1;
  };
  const int minute = number(words[0].text, 59);
  const int hour = number(words[1].text, 23);
  const auto days = words[4].text;
  const int day = number(days, 7);
  const bool plain = minute >= 0 && hour >= 0 && words[2].text == "*" && words[3].text == "*" &&
                     (days == "*" || days == "1-5" || day >= 0);
  if (!plain) return std::string(example);
  constexpr std::array<std::string_view, 8> names = {"Sun ", "Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "};
  const auto when = days == "*" ? "" : days == "1-5" ? "Mon..Fri " : names[static_cast<std::size_t>(day)];
  return fmt::format("Write \"{}{:02}:{:02}\"", when, hour, minute);
}

core::Result<Expression> parse_words(std::vector<Piece> words) {
  if (looks_like_cron(words)) return error_at(words.front(), "this is cron's form", from_cron(words));
  part_at_t(words);
  Expression expression{every_day(), {}};
  auto& pattern = expression.pattern;
  auto word = words.begin();
  if (is_letter(word->front())) {
    SLUSS_TRY(parse_first(*word++, pattern));
  }
  if (word != words.end() && looks_like_date(*word)) {
    if (pattern.rule == DayRule::working_or_before || pattern.rule == DayRule::working_or_after)
      return error_at(*word, "the working day has its date already",
                      "Write the date in the rule: \"workday<=*-03-15 06:00\"; the last working day of March is "
                      "\"workday<=*-03~01 06:00\"");
    SLUSS_TRY(parse_date(*word++, pattern));
  }
  if (word != words.end() && looks_like_time(*word)) {
    SLUSS_TRY(parse_time(*word++, pattern));
  }
  if (word != words.end() && word != words.begin() && is_letter(word->front()) && word + 1 == words.end())
    expression.zone = std::string((word++)->text);
  if (word != words.end()) {
    return error_at(
        *word, fmt::format("{} is neither a date, a time of day nor a time zone in its place", quoted(word->text)),
        "The order is weekdays, date, time, time zone: \"Mon..Fri *-*-* 06:15 Europe/Stockholm\"; a time of day "
        "has minutes: 06:00");
  }
  return expression;
}

}  // namespace

core::Result<Expression> parse_expression(std::string_view text) {
  auto words = words_of(text.substr(0, longest_text));
  if (text.size() > longest_text) return error_at({text, longest_text}, "the schedule is too long");
  if (words.empty()) return error_at({}, "the schedule is empty");
  const auto found = std::ranges::find(short_names, core::lower(words.front().text), &ShortName::name);
  if (found == short_names.end()) return parse_words(std::move(words));
  if (words.size() > 2 || (words.size() == 2 && !is_letter(words[1].front())))
    return error_at(words[1], fmt::format("only a time zone can follow {}", found->name),
                    fmt::format("Write what {} means with your own time: \"{}\"", found->name, found->meaning));
  auto expression = SLUSS_TRY(parse_words(words_of(found->meaning)));
  if (words.size() == 2) expression.zone = std::string(words[1].text);
  return expression;
}

}  // namespace sluss::daemon::schedule
