#pragma once
// What the program's codes are called in Swedish, once for all: pages, notifications, files, and models, which read it
// as session.word. Small letters, in the form that follows "uppgiften är": publicerad, skyddad, ej tillämplig.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/fact.h"
#include "core/period.h"

namespace sluss::core {

enum class Vocabulary : std::uint8_t {
  status,       ///< of a value (FactStatus), and of what is announced: pending, held, late, not_checked, unchanged
  period_kind,  ///< PeriodKind
  polarity,     ///< which way is good: higher, lower, none, unknown
  direction,    ///< of a change: better, worse, unchanged, unknown
  publication,  ///< preliminary, final
  run_state,    ///< done, unchanged, held, "held, moved", "held, decided", failed
  held_state,   ///< of a held series: waiting, moved, released, discarded, replaced
  gate,         ///< why a series is held, as a clause: "tabellen kom utan rader"
  bound,        ///< of a value (Bound), before it: at_least, at_most; an exact one has no word
};
[[nodiscard]] std::string_view name_of(Vocabulary vocabulary);  ///< "status", …: session.word's kind

struct SwedishWord {
  Vocabulary vocabulary = Vocabulary::status;
  std::string_view code;
  std::string_view swedish;
};

/// All of them, those of a vocabulary side by side.
[[nodiscard]] std::span<const SwedishWord> swedish_words();

/// The code itself, when nothing is known of it.
[[nodiscard]] std::string swedish_word(Vocabulary vocabulary, std::string_view code);
[[nodiscard]] std::string swedish_word(FactStatus status);
[[nodiscard]] std::string swedish_word(PeriodKind kind);
/// "minst 5", "högst 5", "5".
[[nodiscard]] std::string with_bound(Bound bound, std::string_view number);

/// Statuses that the program queries the datasets for, as the datasets spell them.
namespace swedish_status {
inline constexpr std::string_view preliminary = "preliminär";
inline constexpr std::string_view missing = "saknas";
inline constexpr std::string_view pending = "väntar";
inline constexpr std::string_view held = "hållen";
inline constexpr std::string_view late = "försenad";
inline constexpr std::string_view not_checked = "inte kontrollerad";
inline constexpr std::string_view unchanged = "oförändrad";
}  // namespace swedish_status

}  // namespace sluss::core
