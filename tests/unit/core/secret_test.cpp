// Sealed texts, and secrets.
#include "core/secret.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <new>

#include "core/log.h"
#include "core/personnummer.h"

namespace sluss::core {
namespace {

TEST(SealedText, ComparesWithItsLikeAndMoves) {
  PersonName name("Kim Exempel");
  const PersonName copy = name;
  EXPECT_TRUE(copy == name);
  const PersonName moved = std::move(name);
  EXPECT_EQ(moved.reveal_identity(), "Kim Exempel");
  EXPECT_FALSE(moved.empty());
  EXPECT_TRUE(Secret().empty());
}

TEST(SealedText, NothingStaysInWhatWasMovedOrReplaced) {
  // Short enough to be in the object itself, where it can be searched for; the buffer of a longer one is freed.
  alignas(PersonName) std::array<char, sizeof(PersonName)> room{};
  const auto holds = [&room](std::string_view text) {
    return std::string_view(room.data(), room.size()).find(text) != std::string_view::npos;
  };
  auto* const name = new (room.data()) PersonName("Kim Exempel");
  EXPECT_TRUE(holds("Exempel"));
  const PersonName moved = std::move(*name);
  EXPECT_FALSE(holds("Exempel"));
  *name = moved;
  EXPECT_TRUE(holds("Exempel"));
  *name = PersonName("Ida");
  EXPECT_FALSE(holds("Exempel"));
  EXPECT_EQ(name->reveal_identity(), "Ida");
  name->~PersonName();
  EXPECT_FALSE(holds("Ida"));
}

TEST(Secret, IsMaskedFromTheMomentItExists) {
  const Secret secret("correct-horse-battery");
  EXPECT_EQ(secret.reveal_secret(), "correct-horse-battery");
  EXPECT_EQ(log::masked("PWD=correct-horse-battery;"), "PWD=***;");
}

// The same rules as tests/unit/core/nocompile, seen from within the language.
static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!std::is_convertible_v<Secret, std::string_view> && !std::is_convertible_v<std::string, Secret>);

}  // namespace
}  // namespace sluss::core
