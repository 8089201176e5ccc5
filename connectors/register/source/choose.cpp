#include "connectors/register/source/choose.h"

#include <algorithm>
#include <charconv>
#include <compare>
#include <utility>

#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr char between_parts = ';';
constexpr char between_values = '|';

std::optional<double> number_of(std::string_view text) {
  if (text.find_first_not_of("0123456789.-") != std::string_view::npos) return std::nullopt;
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Numbers as numbers, and before texts.
std::weak_ordering compare(const std::string& one, const std::string& other) {
  const auto first = number_of(one);
  const auto second = number_of(other);
  if (first && second) return std::weak_order(*first, *second);
  if (first.has_value() != second.has_value()) return second.has_value() <=> first.has_value();
  return one <=> other;
}

std::weak_ordering compare(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  return std::lexicographical_compare_three_way(
      one.begin(), one.end(), other.begin(), other.end(),
      [](const std::string& a, const std::string& b) { return compare(a, b); });
}

bool says_order(const std::vector<std::string>& order) {
  return !order.empty() && std::ranges::none_of(order, &std::string::empty);
}

std::int64_t modified_micros(const WaitingFile& file) {
  return file.file.stamp.modified_nanos / 1'000;
}

/// A value as a part of a query or an etag: without the signs that part them.
std::string plain(const std::string& value) {
  auto text = spelling(value);
  for (char& c : text) {
    if (c == between_parts || c == between_values || c == '/') c = ' ';
  }
  return text;
}

std::string value_of(const Captures& captures, const std::string& name) {
  const auto* value = find_capture(captures, name);
  return value == nullptr ? std::string() : plain(*value);
}

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values) text += (&value == &values.front() ? "" : std::string(1, between_values)) + value;
  return text;
}

std::vector<std::string> parts_of(std::string_view text, char between) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(between, begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

}  // namespace

bool needs_cells(const Mapping& mapping, const Captures& of_name) {
  if (mapping.cells.empty()) return false;
  auto names = mapping.series.key;
  names.insert(names.end(), mapping.series.order.begin(), mapping.series.order.end());
  for (auto& name : names_within(mapping.series.period)) names.push_back(std::move(name));
  return std::ranges::any_of(names, [&](const std::string& name) { return find_capture(of_name, name) == nullptr; });
}

std::string query_of(const Mapping& mapping, const Captures& captures) {
  auto query = "file:" + mapping.id;
  for (const auto& name : mapping.series.key) query += "/" + value_of(captures, name);
  return query;
}

std::vector<std::string> order_of(const Mapping& mapping, const Captures& captures) {
  std::vector<std::string> order;
  const auto& names = mapping.series.order;
  for (const auto& name : names.empty() ? names_within(mapping.series.period) : names)
    order.push_back(value_of(captures, name));
  return order;
}

std::string period_of(const Mapping& mapping, const Captures& captures) {
  return filled_in(mapping.series.period, captures).value_or("");
}

void sort_waiting(std::vector<WaitingFile>& files) {
  std::ranges::sort(files, [](const WaitingFile& one, const WaitingFile& other) {
    if (one.query != other.query) return one.query < other.query;
    const auto order = compare(one.order, other.order);
    if (order != 0) return order < 0;
    if (!says_order(one.order) && modified_micros(one) != modified_micros(other))
      return modified_micros(one) < modified_micros(other);
    return one.file.name < other.file.name;
  });
}

std::string etag_of(std::string_view sha256, const WaitingFile& file) {
  auto etag = std::string(sha256) + between_parts + joined(file.order);
  if (!says_order(file.order)) etag += between_parts + std::to_string(modified_micros(file));
  if (file.version.empty()) return etag;
  return etag + (says_order(file.order) ? std::string(2, between_parts) : std::string(1, between_parts)) + file.version;
}

std::optional<LastLoaded> last_loaded_of(std::string_view etag) {
  const auto parts = parts_of(etag, between_parts);
  constexpr std::size_t digits = 64;
  if (parts.size() < 2 || parts.size() > 4 || parts[0].size() != digits) return std::nullopt;
  LastLoaded last{.sha256 = parts[0]};
  if (!parts[1].empty()) last.order = parts_of(parts[1], between_values);
  if (parts.size() == 4) last.version = parts[3];
  if (parts.size() > 2 && !parts[2].empty()) {
    const auto& time = parts[2];
    if (std::from_chars(time.data(), time.data() + time.size(), last.modified_micros).ec != std::errc())
      return std::nullopt;
  }
  return last;
}

bool is_same(const WaitingFile& file, std::string_view sha256, const LastLoaded& latest) {
  if (latest.sha256 != sha256) return false;
  if (says_order(file.order) != says_order(latest.order)) return false;
  return !says_order(file.order) || compare(file.order, latest.order) == 0;
}

bool is_older(const WaitingFile& file, const LastLoaded& latest, bool by_time) {
  if (says_order(file.order) && says_order(latest.order))
    return file.order.size() == latest.order.size() && compare(file.order, latest.order) < 0;
  return by_time && latest.modified_micros != 0 && modified_micros(file) < latest.modified_micros;
}

bool is_of_same_order(const WaitingFile& file, const LastLoaded& other) {
  return says_order(file.order) && says_order(other.order) && file.order.size() == other.order.size() &&
         compare(file.order, other.order) == 0;
}

bool is_before(const LastLoaded& earlier, const LastLoaded& later) {
  return says_order(earlier.order) && says_order(later.order) && earlier.order.size() == later.order.size() &&
         compare(earlier.order, later.order) < 0;
}

std::string order_text_of(const WaitingFile& file) {
  return says_order(file.order) ? joined(file.order) : std::string();
}

bool is_newer(const WaitingFile& file, const LastLoaded& latest) {
  if (says_order(file.order) && says_order(latest.order)) return compare(file.order, latest.order) > 0;
  return modified_micros(file) > latest.modified_micros;
}

std::string part_of(const WaitingFile& file) {
  return file.query + between_parts + (says_order(file.order) ? joined(file.order) : file.name);
}

}  // namespace sluss::connectors::registers
