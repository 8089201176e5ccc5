#include "connectors/register/source/robots_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

bool is_unreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

/// One spelling of an address: %61 is a, %c3 is %C3, and so are bytes that are no ASCII.
std::string normalised(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    if (c == '%' && i + 2 < text.size() && core::hex_value(text[i + 1]) >= 0 && core::hex_value(text[i + 2]) >= 0) {
      c = static_cast<unsigned char>(core::hex_value(text[i + 1]) * 16 + core::hex_value(text[i + 2]));
      i += 2;
      result += is_unreserved(c) ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
    } else if (c <= 0x20 || c >= 0x7F) {
      result += fmt::format("%{:02X}", c);
    } else {
      result += static_cast<char>(c);
    }
  }
  return result;
}

/// The whole text; * stands for anything.
bool matches_whole(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t after_star = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after_star = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++after_star;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool matches(const std::string& pattern, std::string_view address) {
  if (pattern.ends_with('$')) return matches_whole(std::string_view(pattern).substr(0, pattern.size() - 1), address);
  return matches_whole(pattern + "*", address);
}

/// "sluss" of "Sluss/0.2 (a comment)"; "*" of itself.
std::string product_of(std::string_view text) {
  if (text.starts_with('*')) return "*";
  const auto end = std::ranges::find_if(text, [](unsigned char c) {
    return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_');
  });
  return core::lower(text.substr(0, static_cast<std::size_t>(end - text.begin())));
}

struct Line {
  std::string key;
  std::string_view value;
};

Line line_of(std::string_view text) {
  text = text.substr(0, text.find('#'));
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return {};
  return {core::lower(core::trimmed(text.substr(0, colon))), core::trimmed(text.substr(colon + 1))};
}

}  // namespace

RobotsRules RobotsRules::parse(std::string_view text, std::string_view agent) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = text.substr(0, robots_bytes_most);
  const auto ours = core::lower(agent);
  RobotsRules named;
  RobotsRules of_all;
  bool names_us = false;
  bool in_named = false;
  bool in_all = false;
  bool in_agents = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find_first_of("\r\n", begin), text.size());
    const auto line = line_of(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.key == "user-agent") {
      if (!in_agents) in_named = in_all = false;
      in_agents = true;
      const auto product = product_of(line.value);
      in_named = in_named || product == ours;
      in_all = in_all || product == "*";
      names_us = names_us || product == ours;
    } else if (line.key == "allow" || line.key == "disallow") {
      in_agents = false;
      if (line.value.empty()) continue;
      const Rule rule{.pattern = normalised(line.value), .permits = line.key == "allow"};
      if (in_named) named.rules_.push_back(rule);
      if (in_all) of_all.rules_.push_back(rule);
    }
  }
  return names_us ? named : of_all;
}

bool RobotsRules::permits(std::string_view address) const {
  const auto asked = normalised(address);
  const Rule* longest = nullptr;
  for (const auto& rule : rules_) {
    if (!matches(rule.pattern, asked)) continue;
    const auto size = longest == nullptr ? 0 : longest->pattern.size();
    if (rule.pattern.size() > size || (rule.pattern.size() == size && rule.permits)) longest = &rule;
  }
  return longest == nullptr || longest->permits;
}

}  // namespace sluss::connectors::registers
