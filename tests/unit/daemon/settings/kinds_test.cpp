// A configuration with other kinds of sources than the program's: only the registry names them.
#include "daemon/settings/kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/registry.h"
#include "daemon/settings/fills.h"
#include "daemon/settings/generate.h"
#include "daemon/settings/load.h"
#include "daemon/settings/named_credentials.h"
#include "daemon/settings/schema.h"
#include "other_kinds.h"

namespace sluss::daemon::settings {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

auto load_of(const std::string& text) {
  return load_texts({{"/e/sluss.toml", "municipality = \"1981\"\nstate = \"/s\"\n" + text}});
}

core::Error only_error_of(const std::string& text) {
  const auto loaded = load_of(text);
  EXPECT_FALSE(loaded) << text;
  if (loaded) return {};
  EXPECT_EQ(loaded.error().size(), 1U) << core::describe(loaded.error().back());
  return loaded.error().front();
}

TEST(SettingsKinds, ValuesAreOfTheirOwnKindsKeysAndDefaultsFilledIn) {
  const auto settings = load_of(
      "[[job]]\nname = \"a\"\nsource = \"shelf\"\n[source.w]\naddress = \"https://x/\"\nreach = 3\nkind = \"wire\"\n"
      "[[job]]\nname = \"b\"\nsource = \"w\"\ntoken = \"t\"\n");
  ASSERT_TRUE(settings) << core::describe(settings.error().front());
  const auto* shelf = find_source(*settings, "shelf");
  ASSERT_NE(shelf, nullptr) << "the first kind's source needs no table";
  EXPECT_EQ(shelf->values.duration("reach"), std::chrono::hours(48));
  EXPECT_EQ(shelf->values.path(), "source.shelf");
  const auto* wire = find_source(*settings, "w");
  EXPECT_EQ(wire->values.integer("reach"), 3) << "a key is read as its own kind declares it";
  EXPECT_EQ(wire->values.text("address"), "https://x");
  EXPECT_THAT(settings->jobs[0].values.texts("books"), ElementsAre("a"));
  EXPECT_FALSE(settings->jobs[1].values.has("books"));
  EXPECT_EQ(kind_of(*settings, settings->jobs[1]), &tests::wire);
  EXPECT_THAT(interest_of(*settings, settings->jobs[0])->indicators, ElementsAre("a"));
  const auto named = named_credentials(*settings);
  ASSERT_EQ(named.size(), 1U);
  EXPECT_EQ(named.front().field, "job.1.token");
}

TEST(SettingsKinds, WhatJobsBringIsOfTheirKindsOriginOrOfTheSourceItself) {
  const auto settings = load_of(
      "[[job]]\nname = \"a\"\nsource = \"shelf\"\n[source.w]\naddress = \"https://x/\"\nkind = \"wire\"\n"
      "[[job]]\nname = \"b\"\nsource = \"w\"\ntoken = \"t\"\nevery = \"1h\"\n");
  ASSERT_TRUE(settings) << core::describe(settings.error().front());
  const auto fills = fills_of(*settings);
  ASSERT_TRUE(fills) << core::describe(fills.error());
  ASSERT_EQ(fills->size(), 2U);
  EXPECT_EQ(fills->at(0).job + " " + fills->at(0).origin + fills->at(0).table, "a library");
  EXPECT_FALSE(fills->at(0).scheduled);
  EXPECT_TRUE(fills->at(1).scheduled);
  EXPECT_EQ(fills->at(1).job + " " + fills->at(1).origin + fills->at(1).table, "b w");
}

TEST(SettingsKinds, AWordInPlaceOfADuration) {
  const auto settings = load_of("[source.shelf]\nreach = \"all\"\n");
  ASSERT_TRUE(settings) << core::describe(settings.error().front());
  EXPECT_EQ(find_source(*settings, "shelf")->values.text("reach"), "all");
  const auto error = only_error_of("[source.shelf]\nreach = 3\n");
  EXPECT_EQ(error.code, "config.type");
  EXPECT_THAT(error.what, HasSubstr("not a duration or \"all\""));
}

TEST(SettingsKinds, ErrorsNameTheKindsThatThereAre) {
  EXPECT_THAT(only_error_of("[source.x]\n").remedy, HasSubstr("kind = \"shelf\" or kind = \"wire\""));
  EXPECT_THAT(only_error_of("[source.x]\nkind = \"kolada\"\n").remedy, HasSubstr("shelf, wire"));
  EXPECT_THAT(only_error_of("[[job]]\nname = \"a\"\nsource = \"shelv\"\n").remedy, HasSubstr("'shelf'"));
  EXPECT_EQ(only_error_of("[source.shelf]\naddress = \"https://x\"\n").what,
            "source.shelf.address belongs to sources of kind wire, and this is of kind shelf");
  EXPECT_EQ(only_error_of("[source.w]\nkind = \"wire\"\n").what, "source.w.address is missing");
  EXPECT_EQ(only_error_of("[[job]]\nname = \"a\"\nsource = \"shelf\"\non = \"publication\"\n").what,
            "job.0.on belongs to sources of kind wire, and this is of kind shelf")
      << "it announces nothing";
}

TEST(SettingsKinds, AJobRunsOnWhatItsKindAnnounces) {
  const std::string wire = "[source.w]\nkind = \"wire\"\naddress = \"https://x\"\n";
  const std::string job = wire + "[[job]]\nname = \"a\"\nsource = \"w\"\n";
  const auto settings = load_of(job +
                                "on = \"call\"\nafter = [\"b\"]\n[[job]]\nname = \"b\"\nsource = \"w\"\n"
                                "on = \"publication\"\ntries = \"08:00\"\n");
  ASSERT_TRUE(settings) << core::describe(settings.error().front());
  EXPECT_TRUE(settings->jobs[0].on_event() && settings->jobs[0].scheduled());
  EXPECT_TRUE(settings->jobs[1].on_publication());
  const auto error = only_error_of(job + "on = \"cal\"\n");
  EXPECT_EQ(error.code, "config.word");
  EXPECT_EQ(error.place.field, "job.0.on");
  EXPECT_EQ(error.remedy, "Did you mean 'call'? The words are: publication, call.");
  EXPECT_THAT(
      only_error_of(job + "on = \"publication\"\nafter = [\"b\"]\n[[job]]\nname = \"b\"\nsource = \"w\"\n").what,
      HasSubstr("not both"));
}

TEST(SettingsKinds, WhatAKeyHoldsIsChecked) {
  EXPECT_EQ(only_error_of("[source.shelf]\nkeys = { \"a\" = \"../x\" }\n").code, "config.credential_name");
  EXPECT_EQ(only_error_of("[source.w]\nkind = \"wire\"\naddress = \"ftp://x\"\n").code, "config.url");
  const auto written = only_error_of("[source.w]\nkind = \"wire\"\naddress = \"https://a:hunter2@x\"\n");
  EXPECT_EQ(written.code, "config.secret_written");
  EXPECT_THAT(written.remedy, Not(HasSubstr("secret_headers")));
}

TEST(SettingsKinds, AKindsOwnCheckHasItsPlace) {
  const auto error = only_error_of("[[job]]\nname = \"a\"\nsource = \"shelf\"\nbooks = [\"a\",\n  \"b\"]\n");
  EXPECT_EQ(error.code, "shelf.book");
  EXPECT_EQ(error.place.line, 7);
  EXPECT_EQ(error.place.field, "job.0.books.1");
}

TEST(SettingsKinds, DocumentsAreMadeOfTheRegistry) {
  const auto reference = reference_markdown();
  EXPECT_THAT(reference, HasSubstr("A source named `shelf` needs no table of its own."));
  EXPECT_THAT(reference, HasSubstr("| `kind` | `shelf`, `wire` |"));
  EXPECT_THAT(reference, HasSubstr("Only for kind `wire`."));
  EXPECT_THAT(reference, HasSubstr("| `on` | `publication`, `call` |  | `publication`: On days. `call`: When it calls. "
                                   "Only for kind `wire`."));
  EXPECT_THAT(reference, Not(HasSubstr("per_page")));
  const auto example = example_toml();
  EXPECT_THAT(example, HasSubstr("\n[source.shelf]\n"));
  EXPECT_THAT(example, HasSubstr("\n# [source.w]\n"));
}

TEST(SettingsKinds, AnIdWithoutAnOriginIsOfTheFirstKind) {
  EXPECT_EQ(connectors::understood_origin(), "library");
  EXPECT_EQ(connectors::with_origin("N1"), "library:N1");
  EXPECT_EQ(connectors::with_origin("kolada:N1"), "kolada:N1");
  EXPECT_EQ(connectors::without_origin("library:N1"), "N1");
  EXPECT_EQ(connectors::without_origin("kolada:N1"), "kolada:N1");
  EXPECT_EQ(connectors::kind_of_origin("library"), &tests::shelf);
  EXPECT_EQ(connectors::kind_of_origin(""), nullptr);
}

}  // namespace
}  // namespace sluss::daemon::settings
