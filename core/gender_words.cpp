#include "core/gender_words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sluss::core {

namespace {

constexpr std::array<std::pair<std::string_view, Gender>, 18> genders = {{{"k", Gender::women},
                                                                          {"kvinna", Gender::women},
                                                                          {"kvinnor", Gender::women},
                                                                          {"flickor", Gender::women},
                                                                          {"flicka", Gender::women},
                                                                          {"m", Gender::men},
                                                                          {"man", Gender::men},
                                                                          {"män", Gender::men},
                                                                          {"pojkar", Gender::men},
                                                                          {"pojke", Gender::men},
                                                                          {"t", Gender::total},
                                                                          {"total", Gender::total},
                                                                          {"totalt", Gender::total},
                                                                          {"båda", Gender::total},
                                                                          {"båda könen", Gender::total},
                                                                          {"samtliga", Gender::total},
                                                                          {"män och kvinnor", Gender::total},
                                                                          {"kvinnor och män", Gender::total}}};

}  // namespace

std::optional<Gender> gender_of_word(std::string_view word) {
  const auto* const found = std::ranges::find(genders, word, &std::pair<std::string_view, Gender>::first);
  return found == genders.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace sluss::core
