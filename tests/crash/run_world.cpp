#include "run_world.h"

#include <gtest/gtest.h>

#include <fstream>

#include "daemon/run/state/workplace.h"
#include "daemon/settings/load.h"
#include "tests/tools/kolada_pages.h"
#include "warehouse/journal/journal.h"

namespace sluss::tests {
namespace {

namespace fs = std::filesystem;
using connectors::kolada::PageSource;
using daemon::run::Workplace;

constexpr const char* facts =
    "indicator_id, area_id, ou_id, period, period_kind, gender, value, value_text, count, status";

std::string digest_of(const std::string& columns, const std::string& table) {
  return "select count(*)::text || ' ' || coalesce(bit_xor(hash(" + columns + ")), 0)::text from " + table;
}

const std::vector<std::pair<std::string, std::string>>& statements() {
  static const std::vector<std::pair<std::string, std::string>> all{
      {"open versions", digest_of(facts, "core.observation_open")},
      {"all versions", digest_of(std::string(facts) + ", recorded_to = 'infinity'", "core.observation")},
      {"indicators", digest_of("indicator_id, title, recorded_to = 'infinity'", "core.indicator")},
      {"areas", digest_of("area_id, title, recorded_to = 'infinity'", "core.area")},
      {"held", "select count(*)::text from meta.held"},
      {"checkpoints", digest_of("job, query, complete_at, full_reload_at", "meta.checkpoint")},
  };
  return all;
}

core::Result<std::string> one(warehouse::Reader& reader, const std::string& sql) {
  const auto rows = SLUSS_TRY(reader.rows(sql));
  std::string text;
  for (const auto& row : rows) text += (text.empty() ? "" : ",") + row.front().value_or("null");
  return text;
}

}  // namespace

class RememberedPages final : public PageSource {
 public:
  explicit RememberedPages(Source& source) : source_(source) {}
  core::Result<Page> get(const std::string& url, std::string_view query, int page, connectors::ObjectWriter* archive,
                         const std::function<core::Result<>(const Page&)>& accept, std::stop_token stop) override {
    const auto known = source_.remembered_.find(url);
    if (known == source_.remembered_.end()) {
      auto fetched = source_.http_->get(url, query, page, archive, accept, std::move(stop));
      if (fetched) source_.remembered_.emplace(url, *fetched);
      return fetched;
    }
    Page copy = known->second;
    copy.body.reserve(copy.body.size() + 64);  // the parser's padding
    if (archive != nullptr) SLUSS_TRY(archive->write(copy.body));
    if (accept) SLUSS_TRY(accept(copy));
    return copy;
  }

 private:
  Source& source_;
};

Source::Source(const Day& day) : server_("kolada_standin.py", {"--today", first_day.today}) {
  connectors::http::Options options;
  options.no_proxy = "*";
  client_ = std::make_unique<connectors::http::Client>(std::move(options), clock_);
  http_ = std::make_unique<connectors::kolada::HttpPages>(*client_);
  if (day.today == std::string_view(first_day.today)) return;
  const auto command = "python3 -c \"import urllib.request as r; r.urlopen(r.Request('" + server_.url() +
                       "/_today', b'{\\\"date\\\": \\\"" + day.today + "\\\", \\\"client_day\\\": \\\"" +
                       day.client_day + "\\\"}', method='PUT'))\"";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("the stand-in does not move its day");
}

Source::~Source() = default;

std::unique_ptr<PageSource> Source::pages() {
  return std::make_unique<RememberedPages>(*this);
}
std::string Source::url() const {
  return server_.url() + "/v3";
}

RunWorld::RunWorld(Source& source, const std::optional<fs::path>& saved) : source_(source) {
  fs::create_directory(root_);
  if (saved) fs::copy(*saved, state_, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  files_ = std::make_unique<PowerCutFiles>(root_);
  const auto file = folder_.path() / "sluss.toml";
  std::ofstream(file) << "municipality = \"1981\"\nstate = \"" << state_.string() << "\"\n[source.kolada]\nurl = \""
                      << source.url()
                      << "\"\n[[job]]\nname = \"kolada\"\nsource = \"kolada\"\n"
                         "indicators = [\"N15428\", \"U07417\", \"N02904\", \"U21468\"]\nareas = [\"*\"]\n"
                         "compare = [\"riket\", \"county\"]\nfull_reload = \"30d\"\n";
  auto settings = daemon::settings::load(file);
  if (!settings) throw std::runtime_error(core::describe(settings.error().front()));
  settings_ = *std::move(settings);
}

RunWorld::~RunWorld() = default;

core::Result<daemon::run::RunSummary> RunWorld::run(const Day& day) {
  clock_.set(core::parse_instant(day.now).value());
  Workplace workplace(settings_, clock_, "test", *files_);
  SLUSS_TRY(workplace.start());
  workplace.context().open = tests::from_pages([this] { return source_.pages(); });
  return daemon::run::run_job(workplace.context(), "kolada", {}, {});
}

core::Result<std::optional<Content>> RunWorld::content() {
  if (!fs::exists(settings_.warehouse_folder / "current")) return std::optional<Content>{};
  Workplace workplace(settings_, clock_, "test", *files_);
  const auto reader = SLUSS_TRY(workplace.reader());
  const auto runs = SLUSS_TRY(one(*reader, "select count(*) from meta.run"));
  if (runs == "0") return std::optional<Content>{};  // a start makes an empty generation
  Content content;
  for (const auto& [name, sql] : statements()) {
    content[name] = SLUSS_TRY(one(*reader, sql));
  }
  return std::optional<Content>(std::move(content));
}

void RunWorld::expect_whole(const Content& control) {
  const auto found = content();
  ASSERT_TRUE(found) << core::describe(found.error());
  ASSERT_TRUE(*found) << "nothing has been published";
  EXPECT_EQ(**found, control);

  Workplace workplace(settings_, clock_, "test", *files_);
  const auto reader = workplace.reader();
  ASSERT_TRUE(reader) << core::describe(reader.error());
  EXPECT_EQ(one(**reader,
                "select count(*) from (select indicator_id, area_id, ou_id, period, period_kind, gender from "
                "core.observation_open group by all having count(*) > 1)")
                .value(),
            "0");
  EXPECT_EQ(one(**reader,
                "select run_id from meta.run where read <> inserted + revised + unchanged + deleted + "
                "rejected + filtered + duplicate + held or open_after <> open_before + inserted - deleted "
                "- absent")
                .value(),
            "");
  const auto errors = workplace.archive().verify();
  ASSERT_TRUE(errors) << core::describe(errors.error());
  for (const auto& error : *errors) ADD_FAILURE() << core::describe(error);

  std::int64_t told = 0;
  const auto journal = warehouse::journal::read_through(*files_, state_ / "journal.jsonl",
                                                        [&](warehouse::journal::Entry&& entry) -> core::Result<> {
                                                          told += entry.kind == "run" ? 1 : 0;
                                                          return {};
                                                        });
  ASSERT_TRUE(journal) << core::describe(journal.error());
  EXPECT_EQ(one(**reader, "select count(*) from meta.run").value(), std::to_string(told));
}

void RunWorld::save(const fs::path& to) const {
  fs::remove_all(to);
  fs::copy(state_, to, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
}

}  // namespace sluss::tests
