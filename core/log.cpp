#include "core/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <shared_mutex>
#include <vector>

#include "core/json.h"
#include "core/log_journal.h"
#include "core/time.h"

namespace sluss::core::log {
namespace {

constexpr std::size_t shortest_secret = 4;  // masking shorter ones would tear every text to pieces

struct Secrets {
  std::shared_mutex mutex;
  std::vector<std::string> longest_first;
};

// Never destroyed: a thread may still log while the process ends.
Secrets& secrets() {
  static auto* const known = new Secrets;
  return *known;
}

spdlog::logger& sink() {
  static auto* const logger = [] {
    auto* const made = new spdlog::logger("sluss", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->set_level(spdlog::level::trace);  // the level is ours, see enabled()
    return made;
  }();
  return *logger;
}

struct Settings {
  std::atomic<Level> least{Level::info};
  std::atomic<Format> format{Format::text};
};

Settings& settings() {
  static Settings chosen;
  return chosen;
}

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "error";
}

int syslog_priority(Level level) {
  switch (level) {
    case Level::debug:
      return 7;
    case Level::info:
      return 6;
    case Level::warning:
      return 4;
    case Level::error:
      return 3;
  }
  return 3;
}

/// A field whose text is already masked.
struct MaskedField {
  std::string_view key;
  std::variant<bool, std::int64_t, double, std::string> value;
};

std::string text_of(const MaskedField& field) {
  if (const auto* const text = std::get_if<std::string>(&field.value)) return *text;
  if (const auto* const yes = std::get_if<bool>(&field.value)) return *yes ? "true" : "false";
  if (const auto* const number = std::get_if<std::int64_t>(&field.value)) return fmt::format("{}", *number);
  return fmt::format("{}", std::get<double>(field.value));
}

/// Control characters are written as escapes: no text can start a line of its own in our log.
std::string on_one_line(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  for (const char c : text) {
    if (c == '\n') {
      line += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == '\x7f') {
      line += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      line.push_back(c);
    }
  }
  return line;
}

std::string quoted_if_needed(const std::string& value) {
  const bool plain = !value.empty() && value.find_first_of(" \"=") == std::string::npos;
  if (plain) return on_one_line(value);
  std::string quoted = "\"";
  for (const char c : on_one_line(value)) {
    if (c == '"') quoted.push_back('\\');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

/// "event: message key=value key="two words""
std::string sentence(std::string_view event, const std::string& message, const std::vector<MaskedField>& fields) {
  std::string line = fmt::format("{}: {}", event, on_one_line(message));
  for (const auto& field : fields) line += fmt::format(" {}={}", field.key, quoted_if_needed(text_of(field)));
  return line;
}

std::string json_line(Level level, std::string_view event, const std::string& message,
                      const std::vector<MaskedField>& fields) {
  nlohmann::ordered_json object;
  object["time"] = to_text(SystemClock().now());
  object["level"] = name_of(level);
  object["event"] = event;
  object["message"] = message;
  for (const auto& field : fields) {
    std::visit([&](const auto& value) { object[std::string(field.key)] = value; }, field.value);
  }
  // What is not UTF-8 becomes U+FFFD; the default would throw.
  return core::json_text(object);
}

bool to_journal(Level level, std::string_view event, const std::string& message,
                const std::vector<MaskedField>& fields) {
  std::vector<std::string> texts;
  texts.reserve(fields.size());
  std::vector<impl::JournalField> all{{.key = "event", .value = event}};
  for (const auto& field : fields) all.push_back({.key = field.key, .value = texts.emplace_back(text_of(field))});
  return impl::send_to_journal(syslog_priority(level), sentence(event, message, fields), all);
}

}  // namespace

void configure(Level least, Format format) {
  if (format == Format::automatic) format = impl::standard_error_is_journal() ? Format::journal : Format::text;
  if (format == Format::journal && !impl::journal_listens()) format = Format::text;
  settings().least = least;
  settings().format = format;
}

bool enabled(Level level) {
  return level >= settings().least.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view event, std::string_view message, std::initializer_list<Field> fields) {
  if (!enabled(level)) return;
  std::vector<MaskedField> masked_fields;
  masked_fields.reserve(fields.size());
  for (const auto& field : fields) {
    MaskedField clean{.key = field.key, .value = {}};
    std::visit(
        [&clean](const auto& value) {
          if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string_view>) {
            clean.value = masked(value);
          } else {
            clean.value = value;
          }
        },
        field.value);
    masked_fields.push_back(std::move(clean));
  }
  const std::string text = masked(message);
  const Format format = settings().format;
  if (format == Format::journal && to_journal(level, event, text, masked_fields)) return;
  const std::string line = format == Format::json ? json_line(level, event, text, masked_fields)
                                                  : fmt::format("{} {:<7} {}", to_text(SystemClock().now()),
                                                                name_of(level), sentence(event, text, masked_fields));
  sink().log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
  sink().flush();
}

void mask_always(std::string_view secret) {
  if (secret.size() < shortest_secret) return;
  auto& known = secrets();
  const std::unique_lock lock(known.mutex);
  auto& all = known.longest_first;
  if (std::ranges::find(all, secret) != all.end()) return;
  // The longest first, so that a secret that begins with another one does not keep its tail.
  const auto shorter = std::ranges::find_if(all, [&](const auto& other) { return other.size() < secret.size(); });
  all.insert(shorter, std::string(secret));
}

std::string masked(std::string_view text) {
  std::string clean(text);
  auto& known = secrets();
  const std::shared_lock lock(known.mutex);
  for (const auto& secret : known.longest_first) {
    for (auto at = clean.find(secret); at != std::string::npos; at = clean.find(secret, at + 3)) {
      clean.replace(at, secret.size(), "***");
    }
  }
  return clean;
}

}  // namespace sluss::core::log
