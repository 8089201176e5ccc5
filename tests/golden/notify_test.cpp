// What people read: notify/<case>.txt (subject, an empty line, text) and <case>.json (what webhooks get).
// SLUSS_UPDATE_GOLDEN=1 writes them again, for a reviewed diff.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "daemon/serve/notify/figures.h"
#include "daemon/serve/notify/message.h"
#include "tests/tools/golden.h"

namespace sluss::daemon::notify {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

const fs::path root = SLUSS_SOURCE_DIR;

core::Instant at(const char* text) {
  return core::parse_instant(text).value();
}

const core::Instant now = at("2026-06-15T06:20:00Z");
const Sender sala{.whose = "Sala kommun", .page = "https://sluss.sala.example.se/", .now = now, .rule = {}};

void expect_golden(const std::string& name, const Decision& decision, const Sender& sender = sala) {
  const auto message = compose(decision, sender);
  tests::compare_golden(root / "tests/golden/notify" / (name + ".txt"), message.subject + "\n\n" + message.text);
  const auto json = nlohmann::json::parse(message.json);
  EXPECT_EQ(json["subject"], message.subject);
  EXPECT_EQ(message.subject.find('\n'), std::string::npos);
  auto rest = json;
  rest.erase("text");
  tests::compare_golden(root / "tests/golden/notify" / (name + ".json"), rest.dump(1) + "\n");
}

Decision first_time(const std::vector<Event>& events) {
  return decide({}, events, now, {});
}

Figure figure(const char* indicator, const char* title, const char* measure, int decimals, std::optional<double> value,
              std::optional<double> before, bool revised = false) {
  return {.indicator = indicator,
          .title = title,
          .period = "2025",
          .measure = measure,
          .decimals = decimals,
          .value = value,
          .status = value ? "" : "skyddad",
          .before = before,
          .revised = revised};
}

NewFigures four_new_two_revised() {
  return {
      .job = "kolada",
      .run = 12,
      .recorded_at = at("2026-06-15T06:18:30Z"),
      .selected = 40,
      .figures = {figure("kolada:U21468", "Brukarbedömning särskilt boende äldreomsorg - helhetssyn, andel (%)", "%", 0,
                         81, 78),
                  figure("kolada:N23890", "Invånare 65+ i särskilt boende", "%", 1, 3.15, 3.4),
                  figure("kolada:N25027", "Kostnad äldreomsorg", "kr/inv 80+", 0, 251204, 240118),
                  figure("kolada:U23471",
                         "Personalkontinuitet, antal personal som en hemtjänsttagare möter under 14 dagar", "", 0,
                         std::nullopt, 15),
                  figure("kolada:N33817", "Vuxna biståndsmottagare", "%", 1, 1.2, 1.4, true),
                  figure("kolada:N33817", "Vuxna biståndsmottagare", "%", 1, 1.36, 1.4, true),
                  figure("kolada:N31807", "Ej återaktualiserade ungdomar 13-20 år", "%", 0, 79, std::nullopt, true)},
      .attribution = "Källa: Kolada",
      .files = {"/srv/share/nyckeltal/nyckeltal_jamforelse.xlsx",
                "/srv/share/nyckeltal/nyckeltal_jamforelse_2026-06-15.xlsx"}};
}

RunFailed failure(const char* job, core::ErrorClass error_class, const char* code, const char* what) {
  return {.job = job,
          .error = {.code = code,
                    .error_class = error_class,
                    .what = what,
                    .remedy = "Check the credential of this source",
                    .place = {.file = "https://api.kolada.se/v3/data"}},
          .failed_at = at("2026-06-15T04:15:20Z")};
}

TEST(Golden, new_figures) {
  expect_golden("new_figures", first_time({four_new_two_revised()}));
}

TEST(Golden, one_revised_figure_and_no_files) {
  NewFigures one{.job = "kolada", .run = 13, .recorded_at = now, .selected = 1};
  one.figures = {figure("kolada:N33817", "Vuxna biståndsmottagare", "%", 1, 1.2, 1.4, true)};
  one.removed = 1;
  expect_golden("one_revised", first_time({one}), {.whose = "Sala kommun", .page = "", .now = now, .rule = {}});
}

TEST(Golden, more_figures_than_a_message_holds) {
  NewFigures many{.job = "kolada", .run = 14, .recorded_at = now, .selected = 500, .attribution = "Källa: Kolada"};
  for (int i = 0; i < 43; ++i) {
    const auto id = "kolada:N" + std::to_string(10000 + i);
    many.figures.push_back(figure(id.c_str(), "Nyckeltal", "%", 1, i, i - 0.5));
  }
  for (int i = 0; i < 25; ++i) many.files.push_back("/srv/share/" + std::to_string(i) + ".xlsx");
  expect_golden("many_figures", first_time({many}));
}

TEST(Golden, everything_at_once) {
  auto failed = failure("kolada", core::ErrorClass::config, "http.denied", "status 403");
  failed.failures = 3;
  failed.last_success = at("2026-06-12T04:15:00Z");
  failed.next_try = at("2026-06-15T10:15:00Z");
  expect_golden(
      "everything",
      first_time({four_new_two_revised(), failed, JobLate{.job = "ekonomi", .expected_by = at("2026-06-15T05:00:00Z")},
                  SeriesHeld{.job = "kolada",
                             .run = 12,
                             .series = {{"kolada:N15428", "Elever i åk 9, meritvärde", "revised_share"},
                                        {"kolada:N00001", "", "gone"}}},
                  DiskLow{"/var/lib/sluss", 900'000'000, 1'000'000'000, true},
                  StateDamaged{"archive",
                               {.code = "archive.missing",
                                .error_class = core::ErrorClass::storage,
                                .what = "2 of 4 segments that committed runs name are not whole in the archive",
                                .remedy = "Mount /srv/archive if it is on a disk of its own",
                                .place = {.file = "/srv/archive/a.seg"}}},
                  Deadline{"Ej verkställda beslut, kvartal 2", core::parse_day("2026-06-29").value()},
                  Expiry{ExpiryKind::certificate, "client.pem", at("2026-06-16T10:00:00Z")}}));
}

TEST(Golden, several_of_each) {
  auto first = failure("kolada", core::ErrorClass::transient, "http.timeout", "the answer was not whole in time");
  auto second = failure("ekonomi", core::ErrorClass::storage, "disk.full", "no space left");
  JobLate late{.job = "kolada",
               .expected_by = at("2026-06-14T22:00:00Z"),
               .last_success = at("2026-06-14T04:15:00Z"),
               .awaited = {"Brukarbedömning hemtjänst", "Brukarbedömning särskilt boende"}};
  expect_golden("several", first_time({first, second, late, JobLate{.job = "ekonomi", .expected_by = now},
                                       Deadline{"Kvalitetsrapport", core::parse_day("2026-06-15").value()},
                                       Deadline{"Patientsäkerhetsberättelse", core::parse_day("2026-03-01").value()},
                                       Expiry{ExpiryKind::credential, "viva", at("2026-06-20T10:00:00Z")},
                                       Expiry{ExpiryKind::certificate, "ca.pem", at("2026-06-14T10:00:00Z")}}));
}

TEST(Golden, what_lasts_what_has_changed_and_what_is_over) {
  const auto failed =
      failure("kolada", core::ErrorClass::transient, "http.timeout", "the answer was not whole in time");
  const std::vector<Event> before{failed,
                                  JobLate{.job = "ekonomi", .expected_by = at("2026-06-13T05:00:00Z")},
                                  SeriesHeld{"kolada", 12, {{"kolada:N1", "Ett", "ratio"}}},
                                  DiskLow{"/var/lib/sluss", 1'500'000'000, 1'000'000'000, false},
                                  Deadline{"Kvalitetsrapport", core::parse_day("2026-06-15").value()},
                                  Expiry{ExpiryKind::certificate, "client.pem", at("2026-06-20T10:00:00Z")}};
  const auto first = decide({}, before, now.plus(-48h), {});
  const std::vector<Event> after{failed, DiskLow{"/var/lib/sluss", 900'000'000, 1'000'000'000, true}};
  const std::vector<Event> same{before[0], before[3]};
  expect_golden("changed", decide(decide(first.after, same, now.plus(-47h), {}).after, after, now, {}));
  expect_golden("over", decide(decide(first.after, {}, now.plus(-1h), {}).after, {}, now, {}));
  const auto one = decide({}, std::vector<Event>{failed}, now.plus(-48h), {});
  expect_golden("over_one", decide(decide(one.after, {}, now.plus(-1h), {}).after, {}, now, {}),
                {.whose = "Sala kommun", .page = "", .now = now, .rule = {}});
}

TEST(Golden, texts_of_others_are_harmless) {
  auto failed = failure("viva", core::ErrorClass::data, "odbc.query",
                        "invalid input \"19121212-1212\"\r\nBcc: alla@example.se\r\n\x1b[31m \xff");
  NewFigures news = four_new_two_revised();
  news.figures = {figure("kolada:N1", "Rad ett\nRad två\tmed tabb", "\n%", 1, 1, std::nullopt)};
  news.files = {"/srv/share/a\nb.xlsx"};
  expect_golden("harmless", first_time({failed, news}),
                {.whose = "Sala\r\nkommun", .page = "", .now = now, .rule = {}});
}

TEST(Held, a_load_that_is_not_as_expected_is_not_called_another_than_before) {
  SeriesHeld held{.job = "hemtjanst",
                  .run = 15,
                  .series = {{"register:hemtjanstindex.index", "Index", "expectation"},
                             {"register:hemtjanstindex.rank", "Plats", "expectation"}}};
  const auto unmet = compose(first_time({held}), sala).text;
  EXPECT_NE(unmet.find("Två serier ur körning 15 väntar på beslut: det som kom är inte som väntat. "
                       "Inget av det är infört.\n"),
            std::string::npos)
      << unmet;
  EXPECT_NE(unmet.find("Index (register:hemtjanstindex.index): det som kom uppfyller inte kraven"), std::string::npos);
  EXPECT_EQ(unmet.find("Resten är inläst"), std::string::npos);
  held.series.back().gate = "definition";
  EXPECT_NE(compose(first_time({held}), sala).text.find("Resten är inläst"), std::string::npos);
}

TEST(Held, rows_of_earlier_runs_that_wait_too_are_told_by_period_and_file) {
  const SeriesHeld held{.job = "listor",
                        .run = 15,
                        .series = {{"file:lista", "Lista", "expectation"}},
                        .rows = {{.run = 12, .file = "lista 2024.csv", .periods = {"2024"}, .rows = 72},
                                 {.run = 15, .file = "", .periods = {"2025"}, .rows = 60}}};
  const auto made = compose(first_time({held}), sala);
  EXPECT_NE(made.text.find("Här väntar också det som kom tidigare och inte är avgjort:\n"
                           "  * 2024 (72 uppgifter, ur körning 12, filen lista 2024.csv)\n"
                           "  * 2025 (60 uppgifter)\n"
                           "Beslutet gäller alltihop: 132 uppgifter.\n"),
            std::string::npos)
      << made.text;
  const auto event = nlohmann::json::parse(made.json)["events"][0];
  EXPECT_EQ(event["waiting_rows"][0]["run"], 12);
  EXPECT_EQ(event["waiting_rows"][0]["rows"], 72);
}

TEST(Figures, a_bound_is_shown_with_its_word_and_no_change_is_taken_of_it) {
  NewFigures run{.job = "arbete", .run = 15, .recorded_at = now, .selected = 2};
  run.figures = {figure("af:a", "Utan arbete", "", 0, 5, 12), figure("af:b", "Nöjda", "", 0, 90, 80)};
  run.figures[0].bound = core::Bound::at_most;
  run.figures[1].before_bound = core::Bound::at_least;
  std::string text;
  for (const auto& line : figures_lines(run)) text += line + "\n";
  EXPECT_NE(text.find("högst 5"), std::string::npos) << text;
  EXPECT_NE(text.find("minst 80"), std::string::npos) << text;
  EXPECT_EQ(change_of(run.figures[0]), "");
  EXPECT_EQ(change_of(run.figures[1]), "");
  run.figures[1].before_bound = core::Bound::exact;
  EXPECT_EQ(change_of(run.figures[1]), "+10");
}

TEST(Figures, a_change_of_place_has_its_direction) {
  auto place = figure("register:h.rank", "Plats", "placering", 0, 84, 89);
  EXPECT_EQ(change_of(place), "5 bättre");
  place.before = 80;
  EXPECT_EQ(change_of(place), "4 sämre");
  place.before = 84;
  EXPECT_EQ(change_of(place), "oförändrat");
}

Sender with_file(std::int64_t rejected) {
  auto sender = sala;
  FileRead file{
      .name = "lista.xlsx", .what = "Filen är läst som Lista.", .remedy = "Rätta det.", .all_rejects = rejected};
  if (rejected > 0) file.lacks = "3 av 290 rader är inte med";
  if (rejected > 0)
    file.rejects = {{.sheet = "Blad1",
                     .row = 17,
                     .column = "B (rubriken Totalindex)",
                     .wrong = "Cellen är tom.",
                     .change = "Fyll i cellen."}};
  sender.files.emplace(15, std::move(file));
  return sender;
}

TEST(Files, one_that_was_read_is_told_with_its_rejects) {
  const NewFigures none{.job = "listor", .run = 15, .recorded_at = now};
  const auto well = compose(first_time({none}), with_file(0));
  EXPECT_EQ(well.subject, "Filen lista.xlsx är läst");
  EXPECT_EQ(well.text.find("Det som är fel"), std::string::npos) << well.text;
  const auto message = compose(first_time({none}), with_file(3));
  EXPECT_EQ(message.subject, "Filen lista.xlsx är läst, 3 av 290 rader är inte med");
  for (const auto* line : {"Filen är läst som Lista.\n", "\n  * … och två till.\n", "\nRätta det.\n",
                           "\n  * Blad Blad1, rad 17, kolumn B (rubriken Totalindex): Cellen är tom. Fyll i cellen.\n"})
    EXPECT_NE(message.text.find(line), std::string::npos) << line << message.text;
  const auto file = nlohmann::json::parse(message.json)["events"][0]["file"];
  EXPECT_EQ(file["rejects_in_all"], 3);
  EXPECT_EQ(file["rejects"][0]["column"], "B (rubriken Totalindex)");
  // The own municipality before all else.
  auto without_own = with_file(3);
  without_own.files.at(15).own = "Er egen kommun, Sala, är inte med.";
  const auto told = compose(first_time({none}), without_own).text;
  EXPECT_NE(told.find("Er egen kommun, Sala, är inte med.\nFilen är läst som Lista.\n"), std::string::npos) << told;
  SeriesHeld held{.job = "listor", .run = 15, .series = {{.series = "a", .title = "A", .gate = "expectation"}}};
  held.file = without_own.files.at(15);
  const auto waits = compose(first_time({held}), sala).text;
  EXPECT_LT(waits.find("Er egen kommun, Sala, är inte med.\n"), waits.find("infört")) << waits;
  auto figures = four_new_two_revised();
  figures.run = 15;
  EXPECT_EQ(compose(first_time({figures}), with_file(0)).subject,
            "Nya uppgifter: fyra av era nyckeltal har fått nya värden, två har reviderats. Filen lista.xlsx är läst");
}

TEST(Files, one_that_was_let_through_is_named) {
  auto figures = four_new_two_revised();
  figures.run = 15;
  figures.released = {"lista 2024.csv"};
  figures.released_rows = {{.run = 2, .file = "lista 2024.csv", .periods = {}, .rows = 1'072},
                           {.run = 4, .file = "", .periods = {}, .rows = 60}};
  const auto one = compose(first_time({figures}), sala);
  EXPECT_EQ(one.subject,
            "Nya uppgifter: fyra av era nyckeltal har fått nya värden, två har reviderats. Filen lista 2024.csv har "
            "släppts igenom");
  EXPECT_NE(one.text.find("\nFilen lista 2024.csv har släppts igenom "), std::string::npos) << one.text;
  EXPECT_NE(one.text.find("\nDet var 1\u00A0132 uppgifter: 1\u00A0072 ur körning 2 och 60 ur körning 4.\n"),
            std::string::npos)
      << one.text;
  const auto event = nlohmann::json::parse(one.json)["events"][0];
  EXPECT_EQ(event["released"][0], "lista 2024.csv");
  EXPECT_EQ(event["released_rows"][0]["rows"], 1'072);
  figures.released.emplace_back("lista 2025.csv");
  EXPECT_NE(compose(first_time({figures}), sala).text.find("Filerna lista 2024.csv och lista 2025.csv har släppts"),
            std::string::npos);
}

TEST(Files, one_that_waits_is_never_told_as_read_nor_as_done) {
  SeriesHeld held{.job = "listor", .run = 15, .series = {}, .file = with_file(3).files.at(15)};
  for (const auto* series : {"file:lista/rank", "file:lista/index"})
    held.series.push_back({.series = series, .title = series, .gate = "expectation"});
  held.file->waiting = 2;
  held.file->nothing_in = true;
  held.why = {"Filen har 12 kommuner, den ska ha 290."};
  const auto whole = compose(first_time({held}), sala);
  EXPECT_EQ(whole.subject, "Sluss: filen lista.xlsx väntar på beslut");
  for (const auto* part : {"Inget av den är infört", "\n  * Filen har 12 kommuner, den ska ha 290.\n",
                           "Öppna Hållna serier i Sluss: https://sluss.sala.example.se/hallna\n",
                           "välj Släpp igenom eller Förkasta", "Till den som sköter Sluss: `sluss show 15`",
                           "Blad Blad1, rad 17, kolumn B (rubriken Totalindex): Cellen är tom."})
    EXPECT_NE(whole.text.find(part), std::string::npos) << part << whole.text;
  for (const auto* part : {"är läst", "Ingenting behöver göras", "granskning", "avvisa"})
    EXPECT_EQ(whole.text.find(part), std::string::npos) << part << whole.text;
  const auto event = nlohmann::json::parse(whole.json)["events"][0];
  EXPECT_EQ(event["file"]["name"], "lista.xlsx");
  EXPECT_EQ(event["expected"][0], held.why.front());
  held.file->nothing_in = false;
  EXPECT_EQ(compose(first_time({held}), sala).subject, "Sluss: filen lista.xlsx väntar delvis på beslut");

  // What went in of it is news, and is not told as if all were done.
  auto sender = with_file(0);
  sender.files.at(15).remedy = "Ingenting behöver göras.";
  sender.files.at(15).waiting = 2;
  const auto part = compose(first_time({NewFigures{.job = "listor", .run = 15, .recorded_at = now}}), sender);
  EXPECT_EQ(part.subject, "Filen lista.xlsx är läst, två serier väntar på beslut");
  EXPECT_EQ(part.text.find("Ingenting behöver göras"), std::string::npos) << part.text;
}

TEST(Files, one_that_is_older_is_told_though_nothing_was_read) {
  auto sender = sala;
  FileRead file;
  file.older = {{.name = "lista 2023.xlsx",
                 .what = "Filen gäller 2023, men 2025 är redan inläst.",
                 .remedy = "Ska 2023 in: fråga. Till den som sköter Sluss: se docs."}};
  sender.files.emplace(15, file);
  const NewFigures none{.job = "listor", .run = 15, .recorded_at = now};
  const auto message = compose(first_time({none}), sender);
  EXPECT_EQ(message.subject, "Filen lista 2023.xlsx är äldre än den som är inläst, och lästes inte in");
  for (const auto* part : {"lista 2023.xlsx: Filen gäller 2023, men 2025 är redan inläst.\nSka 2023 in: fråga.\n",
                           "\nTill den som sköter Sluss: Se docs.\n"})
    EXPECT_NE(message.text.find(part), std::string::npos) << part << message.text;
  EXPECT_EQ(nlohmann::json::parse(message.json)["events"][0]["file"]["older"][0]["name"], "lista 2023.xlsx");
  auto waits = sender;
  waits.files.at(15).older.front().waits = true;
  EXPECT_EQ(compose(first_time({none}), waits).subject,
            "Filen lista 2023.xlsx är äldre än en fil som väntar på beslut, och lästes inte in");
  sender.files.at(15).name = "lista 2026.xlsx";
  EXPECT_EQ(compose(first_time({none}), sender).subject,
            "Filen lista 2026.xlsx är läst; filen lista 2023.xlsx är äldre än den som är inläst, och lästes inte in");
}

TEST(Files, what_is_for_whoever_operates_stands_apart_and_once) {
  auto sender = with_file(2);
  auto& file = sender.files.at(15);
  file.rejects.front().change = "Skriv talet. Till den som sköter Sluss: är texten en markering, lär mappningen den.";
  file.rejects.push_back(file.rejects.front());
  const NewFigures none{.job = "listor", .run = 15, .recorded_at = now};
  const auto text = compose(first_time({none}), sender).text;
  const std::string words = "\nTill den som sköter Sluss:\n  * Är texten en markering, lär mappningen den.\n";
  ASSERT_NE(text.find(words), std::string::npos) << text;
  EXPECT_EQ(text.find("markering", text.find(words) + words.size()), std::string::npos) << text;
  EXPECT_NE(text.find("kolumn B (rubriken Totalindex): Cellen är tom. Skriv talet.\n"), std::string::npos) << text;
}

TEST(Files, one_that_was_rejected_is_explained_first) {
  auto sender = sala;
  sender.explain = [](const core::Error& error) { return "Filen " + error.place.file + " lästes inte in."; };
  auto failed = failure("listor", core::ErrorClass::data, "register.header", "no row has all headings");
  failed.error.place.file = "lista.xlsx";
  const auto text = compose(first_time({failed}), sender).text;
  EXPECT_NE(text.find("\nFilen lista.xlsx lästes inte in.\nJobbet listor"), std::string::npos) << text;
}

RunFailed refused_file(const char* name, const char* at_time) {
  auto failed = failure("bilar", core::ErrorClass::data, "register.header", "no row has all headings");
  failed.failed_at = at(at_time);
  failed.next_try = now.plus(1h);
  failed.file = FileRefused{.name = name,
                            .wrong = "Rubriken Antal saknas på rad 3 i blad Bilar. Där står: Kommun, Antall.",
                            .change = "Döp om Antall till Antal om det är samma sak. Lägg sedan in filen igen."};
  return failed;
}

TEST(Files, one_that_was_put_away_is_told_of_for_itself_and_not_as_a_failing_job) {
  const auto one = refused_file("bilar 2026.xlsx", "2026-06-15T06:00:00Z");
  const auto message = compose(first_time({one}), sala);
  EXPECT_EQ(message.subject, "Sluss: filen bilar 2026.xlsx kunde inte läsas in");
  for (const auto* part : {"Rubriken Antal saknas på rad 3 i blad Bilar.", "\nDöp om Antall till Antal",
                           "\nTill den som sköter Sluss: jobbet bilar, "})
    EXPECT_NE(message.text.find(part), std::string::npos) << part << message.text;
  for (const auto* part : {"Nästa försök", "har inte hänt", "misslyckades", "Samma besked kommer igen"})
    EXPECT_EQ(message.text.find(part), std::string::npos) << part << message.text;
  EXPECT_EQ(nlohmann::json::parse(message.json)["events"][0]["file"]["name"], "bilar 2026.xlsx");

  const auto other = refused_file("bilar 2027.xlsx", "2026-06-15T06:10:00Z");
  const auto job = failure("viva", core::ErrorClass::transient, "odbc.connect", "no server");
  EXPECT_EQ(compose(first_time({one, other, job}), sala).subject,
            "Sluss: jobbet viva har misslyckats och två filer kunde inte läsas in");

  // Told once, and again when it is refused anew; over when a later file has been loaded.
  auto memory = first_time({one}).after;
  const std::vector<Event> still{one};
  EXPECT_TRUE(decide(memory, still, now.plus(48h), {}).silent());
  const std::vector<Event> anew{refused_file("bilar 2026.xlsx", "2026-06-16T06:00:00Z")};
  EXPECT_EQ(decide(memory, anew, now.plus(48h), {}).notices.size(), 1U);
  memory = decide(memory, {}, now.plus(1h), {}).after;
  const auto over = decide(memory, {}, now.plus(2h), {});
  ASSERT_EQ(over.over.size(), 1U);
  EXPECT_EQ(compose(over, sala).subject,
            "Sluss: filen bilar 2026.xlsx behöver inte rättas längre: en senare fil är inläst");
}

TEST(Sentence, counts_indicators_and_agrees) {
  const auto figures_of = [](int fresh, int revised, int values = 1) {
    NewFigures run;
    for (int i = 0; i < fresh * values; ++i)
      run.figures.push_back({.indicator = "kolada:N" + std::to_string(i % fresh), .value = 1});
    for (int i = 0; i < revised; ++i)
      run.figures.push_back({.indicator = "kolada:N" + std::to_string(i), .value = 1, .revised = true});
    return run;
  };
  const auto sentence = [](const NewFigures& run) {
    const auto* one = &run;
    return figures_sentence({&one, 1});
  };
  EXPECT_EQ(sentence(figures_of(4, 2)), "fyra av era nyckeltal har fått nya värden, två har reviderats");
  EXPECT_EQ(sentence(figures_of(1, 0)), "ett av era nyckeltal har fått ett nytt värde");
  EXPECT_EQ(sentence(figures_of(1, 0, 5)), "ett av era nyckeltal har fått nya värden");
  EXPECT_EQ(sentence(figures_of(0, 1)), "ett av era nyckeltal har reviderats");
  EXPECT_EQ(sentence(figures_of(12, 1)), "tolv av era nyckeltal har fått nya värden, ett har reviderats");
  EXPECT_EQ(sentence(figures_of(13, 0)), "13 av era nyckeltal har fått nya värden");
  auto only = figures_of(1, 1, 3);
  only.selected = 1;
  EXPECT_EQ(sentence(only), "ert nyckeltal har fått nya värden och har reviderats");
  NewFigures nothing;
  EXPECT_EQ(sentence(nothing), "inga värden har ändrats");
  nothing.removed = 2;
  EXPECT_EQ(sentence(nothing), "två värden har tagits bort av källan");
  const auto first = figures_of(2, 0);
  const auto second = figures_of(3, 1);
  const std::vector<const NewFigures*> both{&first, &second};
  EXPECT_EQ(figures_sentence(both), "tre av era nyckeltal har fått nya värden, ett har reviderats");
}

/// docs/notifications.md names every event and every error; the golden texts are as it describes them.
TEST(Documentation, of_the_notifications_names_all_of_them) {
  const auto page = tests::read_file(root / "docs/notifications.md");
  for (int i = 0; i <= static_cast<int>(EventKind::new_figures); ++i) {
    const std::string kind(name_of(static_cast<EventKind>(i)));
    EXPECT_NE(page.find("| `" + kind + "` |"), std::string::npos) << kind;
  }
  for (const char* code : {"notify.dns", "notify.connect", "notify.timeout", "notify.reset", "notify.tls",
                           "notify.denied", "notify.insecure", "notify.request", "notify.refused", "notify.busy",
                           "notify.gone", "notify.cancelled", "notify.address", "notify.recipients", "notify.memory"})
    EXPECT_NE(page.find("| `" + std::string(code) + "` |"), std::string::npos) << code;
}

}  // namespace
}  // namespace sluss::daemon::notify
