#include "core/to_operator.h"

#include "core/swedish_text.h"

namespace sluss::core {

ToReaders to_readers(std::string_view text) {
  const auto trimmed = [](std::string_view part) {
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    return part;
  };
  ToReaders parts;
  while (!text.empty()) {
    const auto at = text.find(to_operator);
    const auto before = trimmed(text.substr(0, at));
    if (!before.empty() && at != 0) parts.everyone += (parts.everyone.empty() ? "" : " ") + std::string(before);
    if (at == std::string_view::npos) break;
    text.remove_prefix(at + to_operator.size());
    // It goes on to the end, or to the next such words.
    const auto next = text.find(to_operator);
    const auto one = capitalised(trimmed(text.substr(0, next)));
    if (!one.empty()) parts.who_operates += (parts.who_operates.empty() ? "" : " ") + one;
    text = next == std::string_view::npos ? std::string_view() : text.substr(next);
  }
  return parts;
}

}  // namespace sluss::core
