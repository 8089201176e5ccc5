#include "other_kinds.h"

#include <array>

#include "connectors/registry.h"

namespace sluss::tests {
namespace {

using core::config::Key;
using core::config::Table;
using core::config::TextMeaning;
using core::config::Type;

constexpr auto shelf_source = std::to_array<Key>({
    {.name = "keys",
     .type = Type::names,
     .description = "Keys.",
     .since = "0.1.0",
     .meaning = TextMeaning::secret_name},
    {.name = "reach",
     .type = Type::duration,
     .standard = "\"2d\"",
     .description = "Reach.",
     .words = "all",
     .since = "0.1.0"},
});
constexpr auto shelf_job = std::to_array<Key>({
    {.name = "books", .type = Type::texts, .standard = "[\"a\"]", .description = "Books.", .since = "0.1.0"},
});
constexpr auto wire_source = std::to_array<Key>({
    {.name = "reach",
     .type = Type::integer,
     .standard = "7",
     .description = "Reach.",
     .least = 1,
     .most = 9,
     .since = "0.1.0"},
    {.name = "address",
     .required = true,
     .description = "Where.",
     .example = "\"https://x\"",
     .since = "0.1.0",
     .meaning = TextMeaning::web_address},
});
constexpr auto wire_job = std::to_array<Key>({
    {.name = "token",
     .description = "Secret.",
     .example = "\"t\"",
     .since = "0.1.0",
     .meaning = TextMeaning::secret_name},
});

void nothing(const Table& /*table*/, connectors::Problems& /*problems*/) {}

void no_books_named_b(const Table& job, connectors::Problems& problems) {
  const auto& books = job.texts("books");
  for (std::size_t i = 0; i < books.size(); ++i) {
    if (books[i] == "b") problems.fail("books." + std::to_string(i), "shelf.book", "no book is named b", "Write a.");
  }
}

core::Result<connectors::Interest> interest(const Table& job, const connectors::ExpandSets& /*sets*/) {
  return connectors::Interest{.indicators = job.texts("books"), .more = false, .compare = {}};
}

constexpr std::array wire_events{
    connectors::Event{.name = connectors::publication, .description = "On days.", .when = "när tråden aviserar"},
    connectors::Event{.name = "call", .description = "When it calls.", .when = "när det ringer"}};

core::Result<std::unique_ptr<connectors::Source>> open(connectors::Setup /*setup*/) {
  return core::fail(core::ErrorClass::config, "test", "nothing is opened here", "");
}

std::unique_ptr<connectors::ObjectReader> read_again() {
  return nullptr;
}

std::vector<connectors::MachineCheck> look(const Table& /*source*/) {
  return {};
}

}  // namespace

constinit const connectors::Kind shelf{.name = "shelf",
                                       .origin = "library",
                                       .title = "Hyllan",
                                       .publisher = "",
                                       .attribution = "",
                                       .source_keys = shelf_source,
                                       .job_keys = shelf_job,
                                       .resumes = false,
                                       .check_source = nothing,
                                       .check_job = no_books_named_b,
                                       .interest = interest,
                                       .open = open,
                                       .read_again = read_again,
                                       .check_machine = look};
constinit const connectors::Kind wire{.name = "wire",
                                      .origin = "",
                                      .title = "Tråden",
                                      .publisher = "",
                                      .attribution = "",
                                      .source_keys = wire_source,
                                      .job_keys = wire_job,
                                      .announces = wire_events,
                                      .resumes = false,
                                      .check_source = nothing,
                                      .interest = interest,
                                      .open = open,
                                      .read_again = read_again,
                                      .check_machine = look,
                                      .example = {.source = "# [source.w]\n", .job = "# [[job]]\n"}};

}  // namespace sluss::tests

namespace sluss::connectors {

std::span<const Kind* const> kinds() {
  static constexpr std::array<const Kind*, 2> all{&tests::shelf, &tests::wire};
  return all;
}

}  // namespace sluss::connectors
