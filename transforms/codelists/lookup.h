#pragma once
// What a code or a name in a file means on a day. Nothing is guessed: a name that two entries share is ambiguous, one
// that is none is unknown with the nearest suggestion, and a text by which the file states that it does not know
// ("Uppgift saknas") is an outcome of its own.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "transforms/codelists/codelist.h"

namespace sluss::transforms::codelists {

enum class Outcome : std::uint8_t {
  found,
  not_stated,  ///< "Uppgift saknas": keep it under its own text
  empty,       ///< blanks only
  not_valid,   ///< known, but not on that day: 1917 (Heby) in 2020
  ambiguous,   ///< several entries on that day
  unknown,
};
[[nodiscard]] std::string_view name_of(Outcome outcome);

/// By which writing it was found. The first that any entry has decides: a code goes before a name.
enum class By : std::uint8_t {
  code,         ///< as it is
  mended_code,  ///< with the leading zeros that it had lost: "180" is 0180. To be counted and reported
  name,         ///< its text or an alias
  bare_name,    ///< the same without beginnings, endings and genitive: "Göteborgs stad"
};
[[nodiscard]] std::string_view name_of(By by);

/// An entry and its list, which the lookup was made of and which must outlive both.
struct Hit {
  const Codelist* list = nullptr;
  const Entry* entry = nullptr;
};

struct Match {
  Outcome outcome = Outcome::unknown;
  By by = By::code;             ///< of found, not_valid and ambiguous
  Hit hit = {};                 ///< of found; of not_valid the entry of the nearest days
  std::vector<Hit> among = {};  ///< of ambiguous: all that it may be
  std::vector<Hit> near = {};   ///< of unknown: the nearest by name, all that are equally near, in the lists' order
  std::string suggestion = {};  ///< of them the first, for programs: "Göteborg (1480)"; empty: none is near
};

/// Of one list, or of several where a column mixes them (riket, län, kommuner). Its memory is that of the names; it is
/// made once, and then any thread may ask.
class Lookup {
 public:
  explicit Lookup(std::span<const Codelist* const> lists);
  explicit Lookup(const Codelist& list);
  ~Lookup();
  Lookup(Lookup&& other) noexcept;
  Lookup& operator=(Lookup&& other) noexcept;

  [[nodiscard]] Match find(std::string_view code_or_name, core::Day day) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

/// For a match that is none of found, not_stated and empty: data class "codelists.not_found", "codelists.not_valid" or
/// "codelists.ambiguous", with what was written (at most 40 letters, without identities) and a remedy. The caller adds
/// the place.
[[nodiscard]] core::Error error_of(const Match& match, std::string_view written, core::Day day);

}  // namespace sluss::transforms::codelists
