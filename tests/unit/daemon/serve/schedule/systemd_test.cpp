// 500 generated expressions, each with the slots that systemd-analyze calendar gives for it. Near the changes of the
// clocks systemd does otherwise on purpose of ours (docs/schedules.md): those slots are left out on both sides.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <random>
#include <sstream>
#include <vector>

#include "daemon/serve/schedule/calendar.h"

namespace sluss::daemon::schedule {
namespace {

constexpr int expressions = 500;
constexpr int a_call = 25;  // expressions
constexpr int iterations = 15;
constexpr std::time_t zones_end = 2114380800;  // 2037-01-01: until then the zones' rules are written out for us
constexpr std::array zones = {"Europe/Stockholm", "Europe/London", "America/New_York", "UTC"};

/// Written with systemd's grammar only. The seed is fixed: the same 500 every time.
class Generator {
 public:
  std::string expression() {
    std::string text;
    if (one_in(3)) text += weekdays() + " ";
    if (!one_in(4)) text += date() + " ";
    text += time();
    return text + " " + zones[number(0, zones.size() - 1)];
  }
  std::string base_time() {
    return two_digits(number(2026, 2033)) + "-" + two_digits(number(1, 12)) + "-" + two_digits(number(1, 28)) + " " +
           two_digits(number(0, 23)) + ":" + two_digits(number(0, 59)) + ":" + two_digits(number(0, 59));
  }

 private:
  // Not a std distribution: their values differ between libraries.
  std::size_t number(std::size_t low, std::size_t high) { return low + random_() % (high - low + 1); }
  bool one_in(std::size_t chances) { return number(1, chances) == 1; }

  static std::string two_digits(std::size_t value) { return (value < 10 ? "0" : "") + std::to_string(value); }

  std::string weekdays() {
    constexpr std::array names = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const auto from = number(0, 6);
    std::string text = names[from];
    if (one_in(2) && from < 6) text += std::string("..") + names[number(from + 1, 6)];
    if (one_in(3)) text += std::string(",") + names[number(0, 6)];
    return text;
  }
  /// systemd 252 loses the first day of a year in `*-*-04/17`, so days have no repetition without an end here.
  std::string component(std::size_t low, std::size_t high, bool endless = true) {
    const auto from = number(low, high - 1);
    const auto to = number(from + 1, high);
    switch (number(endless ? 0 : 1, 4)) {
      case 0:
        return two_digits(from) + "/" + std::to_string(number(1, high - from));
      case 1:
        return two_digits(from) + ".." + two_digits(to);
      case 2:
        return two_digits(from) + ".." + two_digits(to) + "/" + std::to_string(number(1, to - from));
      default:
        return two_digits(number(low, high));
    }
  }
  std::string list(std::size_t low, std::size_t high, bool endless = true) {
    if (one_in(3)) return "*";
    std::string text = component(low, high, endless);
    while (one_in(3)) text += "," + component(low, high, endless);
    return text;
  }
  std::string date() {
    std::string text = one_in(10) ? component(2026, 2040) + "-" : one_in(4) ? "" : "*-";
    text += list(1, 12);
    if (!one_in(4)) return text + "-" + list(1, 31, false);
    // Days counted from the end: single ones, ranges, and repetitions that reach the month's last day.
    const auto from = number(2, 28);
    switch (number(0, 3)) {
      case 0:
        return text + "~" + std::to_string(from) + "/" + std::to_string(number(1, from - 1));
      case 1:
        return text + "~" + std::to_string(number(1, from - 1)) + ".." + std::to_string(from);
      default:
        return text + "~" + std::to_string(from);
    }
  }
  std::string time() {
    std::string text = list(0, 23) + ":" + list(0, 59);
    if (one_in(4)) text += ":" + list(0, 59);
    return text;
  }

  std::mt19937 random_{20260329};
};

struct Answer {
  std::vector<std::time_t> slots;
  bool ended = false;  ///< "never" came, or fewer than were requested
};

/// "Mon 2026-01-05 06:15:00 UTC"
std::optional<std::time_t> read_time(const std::string& text) {
  std::tm time{};
  if (::strptime(text.c_str(), "%a %Y-%m-%d %H:%M:%S UTC", &time) == nullptr) return std::nullopt;
  return ::timegm(&time);
}

std::string output_of(const std::string& command) {
  std::string output;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::array<char, 4096> buffer{};
  while (const auto count = std::fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), count);
  ::pclose(pipe);
  return output;
}

/// The answer to each text; nothing where systemd gives up a search that is too long for it ("Resource deadlock
/// avoided": it never comes to the date by its steps).
std::vector<std::optional<Answer>> systemd_answers(const std::vector<std::string>& texts, const std::string& base) {
  std::string command = "TZ=UTC LC_ALL=C systemd-analyze calendar --iterations=" + std::to_string(iterations) +
                        " --base-time='" + base + "'";
  for (const auto& text : texts) command += " '" + text + "'";
  // Complaints first, so that none comes within a line of the answers.
  const auto file = testing::TempDir() + "schedule_systemd_" + std::to_string(::getpid());
  const auto output = output_of(command + " 2>&1 >'" + file + "'; cat '" + file + "'; rm -f '" + file + "'");
  std::istringstream lines(output);
  std::vector<Answer> found;
  std::string line;
  while (std::getline(lines, line)) {
    if (line.find("Failed to parse") != std::string::npos) ADD_FAILURE() << line;
    if (line.find("Normalized form:") != std::string::npos) found.emplace_back();
    const bool is_answer = line.find("Next elapse:") != std::string::npos || line.find("Iter. #") != std::string::npos;
    if (!is_answer || found.empty()) continue;
    const auto time = read_time(line.substr(line.find(": ") + 2));
    if (time) found.back().slots.push_back(*time);
  }
  std::vector<std::optional<Answer>> answers;
  std::size_t next = 0;
  for (const auto& text : texts) {
    const bool gave_up = output.find("next elapse for '" + text + "': Resource deadlock") != std::string::npos;
    if (!gave_up && next == found.size()) return {};
    answers.push_back(gave_up ? std::nullopt : std::optional(found[next++]));
    if (!gave_up) answers.back()->ended = answers.back()->slots.size() < iterations;
  }
  return next == found.size() ? answers : std::vector<std::optional<Answer>>{};
}

Answer our_answer(const Calendar& calendar, std::time_t base) {
  Answer answer;
  auto slot = calendar.next_after({static_cast<std::int64_t>(base) * 1000000});
  for (; slot && answer.slots.size() < iterations; slot = calendar.next_after(*slot))
    answer.slots.push_back(static_cast<std::time_t>(slot->micros / 1000000));
  answer.ended = answer.slots.size() < iterations;
  return answer;
}

bool near_clock_change(std::time_t instant) {
  std::tm before{};
  std::tm after{};
  const std::time_t earlier = instant - 7200;
  const std::time_t later = instant + 7200;
  ::localtime_r(&earlier, &before);
  ::localtime_r(&later, &after);
  return before.tm_gmtoff != after.tm_gmtoff;
}

/// Up to where both lists reach, without what is near a change of the clocks in the expression's zone.
std::vector<std::time_t> comparable(const Answer& answer, const Answer& other) {
  std::vector<std::time_t> slots;
  for (const auto slot : answer.slots) {
    if (!other.ended && slot > other.slots.back()) break;
    if (slot < zones_end && !near_clock_change(slot)) slots.push_back(slot);
  }
  return slots;
}

struct Tally {
  int expressions = 0;
  int given_up = 0;
  std::size_t compared = 0;
  std::size_t left_out = 0;
};

void compare_a_call(Generator& generator, Tally& tally) {
  std::vector<std::string> texts;
  for (int i = 0; i < a_call; ++i) texts.push_back(generator.expression());
  const auto base_text = generator.base_time();
  const auto base = core::parse_instant(base_text.substr(0, 10) + "T" + base_text.substr(11) + "Z");
  ASSERT_TRUE(base);
  const auto answers = systemd_answers(texts, base_text);
  ASSERT_EQ(answers.size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto calendar = Calendar::parse(texts[i], "UTC");
    if (!calendar && calendar.error().what.contains("look like two times of day")) continue;  // refused on purpose
    ASSERT_TRUE(calendar) << texts[i] << ": " << core::describe(calendar.error());
    if (!answers[i]) {
      ++tally.given_up;
      continue;
    }
    ::setenv("TZ", calendar->zone().c_str(), 1);
    ::tzset();
    const auto ours = our_answer(*calendar, static_cast<std::time_t>(base->micros / 1000000));
    const auto expected = comparable(*answers[i], ours);
    EXPECT_EQ(comparable(ours, *answers[i]), expected) << texts[i] << " after " << base_text;
    ++tally.expressions;
    tally.compared += expected.size();
    tally.left_out += answers[i]->slots.size() - expected.size();
  }
}

TEST(Systemd, AgreesOutsideTheClockChanges) {
  ASSERT_EQ(std::system("systemd-analyze --version >/dev/null"), 0) << "Debian's package systemd is needed";
  Generator generator;
  Tally tally;
  while (tally.expressions < expressions && !HasFailure()) compare_a_call(generator, tally);
  ::unsetenv("TZ");
  ::tzset();
  std::printf("%d expressions, %zu slots compared, %zu left out; systemd gave up %d\n", tally.expressions,
              tally.compared, tally.left_out, tally.given_up);
  // The comparison is about something.
  EXPECT_GT(tally.compared, 6000U);
  EXPECT_LT(tally.left_out, tally.compared / 10);
  EXPECT_LT(tally.given_up, expressions / 20);
}

}  // namespace
}  // namespace sluss::daemon::schedule
