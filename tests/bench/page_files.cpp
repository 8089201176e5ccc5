#include "page_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <random>

namespace sluss::bench {

namespace {

constexpr int municipalities = 290;
constexpr int areas_a_query = 25;
constexpr int objects_a_page = 5000;
constexpr std::string_view base = "http://127.0.0.1:9/v3";

std::string area_code(int index) {
  return fmt::format("{:02}{:02}", 3 + index / 50, index % 50 + 10);
}

struct Generator {
  std::filesystem::path folder;
  int changed_per_mille;
  PageSet set;
  int file_number = 0;

  void write(const std::string& target, const std::string& values, std::size_t count, const std::string& next) {
    const auto path = folder / fmt::format("{:05}.json", file_number++);
    std::ofstream out(path, std::ios::binary);
    out << R"({"values":[)" << values << fmt::format(R"(],"count":{},"next_url":)", count)
        << (next.empty() ? "null" : "\"" + std::string(base) + next + "\"") << R"(,"previous_url":null})";
    set.by_target.emplace(target, path);
    if (target.starts_with("/data")) set.data_files.push_back(path);
  }
};

std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// One object: two of five indicators are split by gender.
int append_object(std::string& out, int indicator, int area, int year, int changed_per_mille) {
  const auto one = [&](char gender, bool first) {
    const auto seed = mixed((static_cast<std::uint64_t>(indicator) << 32) ^ (static_cast<std::uint64_t>(area) << 16) ^
                            static_cast<std::uint64_t>(year * 4 + gender % 4));
    double value = static_cast<double>(seed % 10'000'000) / 100'000.0;
    if (static_cast<int>(seed / 7 % 1000) < changed_per_mille) value += 1.25;
    const auto kind = seed % 50;
    if (!first) out += ',';
    if (kind == 0) {
      fmt::format_to(std::back_inserter(out),
                     R"({{"gender":"{}","count":0,"status":"Missing","value":null,"isdeleted":false}})", gender);
    } else {
      fmt::format_to(std::back_inserter(out), R"({{"gender":"{}","count":1,"status":"","value":{},"isdeleted":false}})",
                     gender, value);
    }
  };
  out += R"({"values":[)";
  const bool split = indicator % 5 < 2;
  one('T', true);
  if (split) {
    one('K', false);
    one('M', false);
  }
  fmt::format_to(std::back_inserter(out), R"(],"kpi":"N{:05}","period":{},"municipality":"{}"}})", indicator, year,
                 area_code(area));
  return split ? 3 : 1;
}

void write_catalogue(Generator& generator, int indicators) {
  std::string kpis;
  for (int i = 0; i < indicators; ++i) {
    fmt::format_to(
        std::back_inserter(kpis),
        R"j({}{{"id":"N{:05}","title":"Nyckeltal {}, andel (%)","description":null,"is_divided_by_gender":{},)j"
        R"("municipality_type":"K","auspice":"T","operating_area":"Prov","perspective":null,)"
        R"("prel_publication_date":null,"publication_date":null,"publ_period":null,"has_ou_data":false}})",
        i == 0 ? "" : ",", i, i, i % 5 < 2);
  }
  generator.write("/kpi?page=1", kpis, static_cast<std::size_t>(indicators), "");
  std::string areas = R"({"id":"0000","title":"Riket","type":"L"})";
  for (int i = 0; i < municipalities; ++i) {
    areas += fmt::format(R"(,{{"id":"{}","title":"Kommun {}","type":"K"}})", area_code(i), i);
  }
  generator.write("/municipality?page=1", areas, municipalities + 1, "");
  generator.write(
      "/municipality_groups?page=1",
      fmt::format(
          R"j({{"id":"G1","title":"Lika, Kommun 0, 2024","members":[{{"member_id":"{}","member_title":"Kommun 0"}}]}})j",
          area_code(0)),
      1, "");
  generator.write("/kpi_groups?page=1",
                  R"j({"id":"G2KPI1","title":"Prov","members":[{"member_id":"N00000","member_title":"Nyckeltal 0"}]})j",
                  1, "");
  generator.write("/ou?page=1", fmt::format(R"j({{"id":"V1","municipality":"{}","title":"Enhet"}})j", area_code(0)), 1,
                  "");
}

/// "/data/municipality/<25>/year/<25>" for these areas.
void write_query(Generator& generator, const std::vector<int>& areas, const std::string& path, int indicators) {
  std::string page;
  int objects = 0, number = 1;
  const auto target = [&](int n) { return fmt::format("{}?page={}", path, n); };
  for (int indicator = 0; indicator < indicators; ++indicator) {
    for (const int area : areas) {
      for (int year = first_year; year < first_year + years; ++year) {
        if (objects == objects_a_page) {
          generator.write(target(number), page, static_cast<std::size_t>(objects), target(number + 1));
          ++number;
          page.clear();
          objects = 0;
        }
        if (objects != 0) page += ',';
        generator.set.values += append_object(page, indicator, area, year, generator.changed_per_mille);
        ++objects;
      }
    }
  }
  generator.write(target(number), page, static_cast<std::size_t>(objects), "");
}

}  // namespace

PageSet write_pages(const std::filesystem::path& folder, std::int64_t values, int changed_per_mille) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  Generator generator{folder, changed_per_mille, {}, 0};
  generator.set.folder = folder;
  const int indicators = std::max(1, static_cast<int>(values * 5 / (9LL * municipalities * years)));
  write_catalogue(generator, indicators);
  std::string span;
  for (int year = first_year; year < first_year + years; ++year)
    span += fmt::format("{}{}", span.empty() ? "" : ",", year);
  // The connector asks for areas in the order of their codes, the country first.
  for (int start = -1; start < municipalities; start += areas_a_query) {
    std::vector<int> areas;
    std::string codes;
    for (int area = start; area < std::min(start + areas_a_query, municipalities); ++area) {
      if (!codes.empty()) codes += ',';
      codes += area < 0 ? std::string("0000") : area_code(area);
      if (area >= 0) areas.push_back(area);
    }
    write_query(generator, areas, "/data/municipality/" + codes + "/year/" + span, indicators);
  }
  std::ofstream list(folder / "pages.txt");
  list << generator.set.values << '\n';
  for (const auto& [target, path] : generator.set.by_target) list << target << '\t' << path.string() << '\n';
  return std::move(generator.set);
}

PageSet open_pages(const std::filesystem::path& folder) {
  PageSet set;
  set.folder = folder;
  std::ifstream list(folder / "pages.txt");
  list >> set.values;
  std::string target, path;
  while (list >> target >> path) {
    set.by_target.emplace(target, path);
    if (target.starts_with("/data")) set.data_files.emplace_back(path);
  }
  std::ranges::sort(set.data_files);
  return set;
}

core::Result<FilePages::Page> FilePages::get(const std::string& url, std::string_view, int page,
                                             connectors::ObjectWriter* archive,
                                             const std::function<core::Result<>(const Page&)>& accept,
                                             std::stop_token) {
  const auto path = url.substr(base.size(), url.find('?') - base.size());
  const auto found = pages_.by_target.find(fmt::format("{}?page={}", path, page));
  if (found == pages_.by_target.end()) {
    return core::fail(core::ErrorClass::source, "http.status_404", "no page file for " + url);
  }
  Page answer;
  std::ifstream in(found->second, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::size_t>(in.tellg());
  answer.body.reserve(size + 64);
  answer.body.resize(size);
  in.seekg(0);
  in.read(answer.body.data(), static_cast<std::streamsize>(size));
  answer.media_type = "application/json";
  if (archive != nullptr) SLUSS_TRY(archive->write(answer.body));
  if (accept) SLUSS_TRY(accept(answer));
  return answer;
}

}  // namespace sluss::bench
