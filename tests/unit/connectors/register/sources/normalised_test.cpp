// The shipped mappings through the normaliser: their SELECTs are let through, and all that they give are facts.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include "connectors/register/document/document.h"
#include "connectors/register/source/extent.h"
#include "core/files.h"
#include "core/period.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "tests/unit/connectors/register/sources/sample.h"
#include "transforms/normalise/register/register_normaliser.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using tests::must;
using Lines = std::vector<std::string>;

class Collected : public transforms::normalise::Output {
 public:
  [[nodiscard]] core::FactNames& names() override { return names_; }
  core::Result<> facts(std::span<const core::Fact> facts) override {
    for (const auto& fact : facts) {
      const auto period = must(core::Period::make(fact.kind, fact.period));
      lines.push_back(fmt::format("{} {} {} {} {} {} {}{}", names_.indicators.text_of(fact.indicator),
                                  names_.areas.text_of(fact.area), period.text(), core::code_of(fact.gender),
                                  fact.has_value ? fmt::format("{:g}", fact.value) : "-", core::name_of(fact.status),
                                  fact.bound == core::Bound::exact ? "" : core::name_of(fact.bound),
                                  fact.unit == 0 ? "" : " " + std::string(names_.units.text_of(fact.unit))));
    }
    return {};
  }
  core::Result<> table(const transforms::normalise::TableSpec& /*table*/) override { return {}; }
  core::Result<> rows(const core::Batch& /*rows*/) override { return {}; }
  core::Result<> rejected(core::Reject reject) override {
    rejects.push_back(reject.error + " " + reject.field + " " + reject.shown);
    return {};
  }
  Lines lines;
  Lines rejects;

 private:
  core::FactNames names_;
};

std::map<std::string, std::string> codelists() {
  std::map<std::string, std::string> texts;
  for (const auto* id : {"kommuner", "lan", "regioner", "riket"}) {
    std::ifstream file(std::string(SLUSS_SOURCE_DIR) + "/config/codelists/" + id + ".toml");
    texts[id] = {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  return texts;
}

struct Normalised {
  Lines facts;
  Lines rejects;
  Lines findings;
};

Normalised normalised(const Mapping& mapping, const std::filesystem::path& path) {
  Collected output;
  const auto normaliser = transforms::normalise::make_register({.origin = "register"}, output);
  const auto name = path.filename().string();
  const FilesExtent extent{
      .mapping = mapping, .file = {.query = "file:" + name, .name = name, .pages = 1}, .codelists = codelists()};
  must(normaliser->begin(extent_text(extent)));
  const tests::TemporaryFolder scratch;
  const auto files = core::real_files();
  const auto document = must(open_document(path, {}, {}, *files, scratch.path()));
  const std::vector<Part> parts{{name, document.get()}};
  const Receiver receiver{
      .rows = [&](const Table& table,
                  const core::Batch& batch) { return normaliser->take(stream_of(table), 1, batch); },
      .reject = {}};
  must(locate(mapping, name, parts, receiver));
  must(normaliser->finish());
  Normalised made{.facts = output.lines, .rejects = output.rejects, .findings = {}};
  for (const auto& finding : normaliser->findings()) made.findings.push_back(finding.code);
  return made;
}

TEST(Normalised, AllFiguresOfTheSamplesAreFacts) {
  const std::vector<std::filesystem::path> folders{std::filesystem::path(SLUSS_SOURCE_DIR) / "config/sources"};
  const auto all = load_mappings(folders);
  ASSERT_TRUE(all.has_value());
  std::size_t files = 0;
  for (const auto& mapping : *all) {
    const auto folder = std::filesystem::path(SLUSS_SOURCE_DIR) / "tests/samples/data" / mapping.id;
    if (!std::filesystem::exists(folder)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      SCOPED_TRACE(entry.path().filename());
      const auto made = normalised(mapping, entry.path());
      EXPECT_THAT(made.rejects, IsEmpty());
      for (const auto& code : made.findings) EXPECT_EQ(code, "register.unit_unknown");
      EXPECT_EQ(std::to_string(made.facts.size()), Sample(mapping, entry.path()).figures("count(*)", "").front());
      ++files;
    }
  }
  EXPECT_GE(files, 10U);
}

TEST(Normalised, FactsOfEachKind) {
  const auto index = normalised(shipped_mapping("hemtjanstindex"), sample_file("hemtjanstindex", "Index25_hela.xlsx"));
  EXPECT_THAT(index.facts, Contains("register:hemtjanstindex.index 1981 2025 T 71.9 final "));
  EXPECT_THAT(index.facts, Contains("register:hemtjanstindex.rank[del=stod] 1981 2025 T 186 final "));
  const auto survey =
      normalised(shipped_mapping("brukarundersokningen_aldre"),
                 sample_file("brukarundersokningen_aldre", "2025-10-9793-bilaga-hemtjanst-verksamheter-2025.xlsx"));
  EXPECT_THAT(survey.facts,
              Contains("register:brukarundersokningen_aldre.svarande_enhet[verksamhet=hemtjanst] 0180 2025 "
                       "K 50 final at_least register:brukarundersokningen_aldre.lindglantan-stockholm"));
  EXPECT_THAT(survey.facts,
              Contains("register:brukarundersokningen_aldre.andel_enhet[fraga=trygghet;verksamhet=hemtjanst] "
                       "1981 2025 M 68 final  register:brukarundersokningen_aldre.aspdalen-sala"));
  const auto units = normalised(shipped_mapping("enhetsundersokningen_aldreomsorg"),
                                sample_file("enhetsundersokningen_aldreomsorg", "2025-10-9834-resultat.xlsx"));
  EXPECT_THAT(units.facts,
              Contains("register:enhetsundersokningen_aldreomsorg.andel[dag=helg;indikator=32;variant=total;"
                       "verksamhet=hemtjanst] SE 2025 T 56.26 final "));
}

}  // namespace
}  // namespace sluss::connectors::registers
