#include "register_files.h"

#include <fmt/format.h>
#include <fmt/os.h>
#include <xlsxwriter.h>

#include <array>
#include <cstdlib>
#include <iterator>

namespace sluss::bench {

namespace {

constexpr std::array<std::string_view, 12> areas = {"1981", "0331", "2080", "0380", "1962", "2281",
                                                    "1480", "0180", "1280", "0580", "1880", "1780"};
constexpr std::array<std::string_view, 5> services = {"hemtjänst", "särskilt boende", "korttidsboende", "dagverksamhet",
                                                      "ledsagning"};
constexpr std::array<std::string_view, 4> ages = {"0-64 år", "65-74 år", "75-84 år", "85- år"};
constexpr std::array<std::string_view, 6> efforts = {"service",         "omvårdnad", "trygghetslarm",
                                                     "matdistribution", "avlösning", "boendestöd"};

std::uint32_t scattered(std::int64_t row) {
  return static_cast<std::uint32_t>(row) * 2'654'435'761U;
}

}  // namespace

void write_csv(const std::filesystem::path& path, std::int64_t rows) {
  auto file = fmt::output_file(path.string(), fmt::file::WRONLY | fmt::file::CREATE | fmt::file::TRUNC);
  file.print("{}\r\n", csv_heading);
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto mixed = scattered(i);
    const auto at = static_cast<std::size_t>(mixed >> 8U);
    file.print("{};{}-{:02};{};{};{};{};{};{},{};{},{:02};r{:07}\r\n", areas[at % areas.size()], 2016 + at / 12 % 10,
               1 + at / 120 % 12, services[at / 7 % services.size()], at % 2 == 0 ? "K" : "M",
               ages[at / 3 % ages.size()], efforts[at / 5 % efforts.size()], at % 300, mixed % 4'000, mixed % 10,
               mixed % 90'000, mixed % 100, i);
  }
}

void write_workbook(const std::filesystem::path& path, std::int64_t rows) {
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  auto* const book = workbook_new_opt(path.c_str(), &options);
  auto* const sheet = workbook_add_worksheet(book, "Utdrag");
  auto* const day = workbook_add_format(book);
  format_set_num_format(day, "yyyy-mm-dd");
  for (lxw_col_t column = 0; column < workbook_columns; ++column)
    worksheet_write_string(sheet, 0, column, fmt::format("Kolumn {}", column + 1).c_str(), nullptr);
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto row = static_cast<lxw_row_t>(i + 1);
    for (lxw_col_t column = 0; column < workbook_columns; ++column) {
      const auto mixed = scattered(i * workbook_columns + column);
      if (column < 6) {
        worksheet_write_string(sheet, row, column, efforts[(mixed >> 8U) % efforts.size()].data(), nullptr);
      } else if (column < 8) {
        worksheet_write_string(sheet, row, column, fmt::format("r{:08x}", mixed).c_str(), nullptr);
      } else if (column < 18) {
        worksheet_write_number(sheet, row, column, static_cast<double>(mixed) / 100, nullptr);
      } else {
        worksheet_write_number(sheet, row, column, 42'000 + mixed % 4'000, day);
      }
    }
  }
  if (workbook_close(book) == LXW_NO_ERROR) return;
  fmt::print(stderr, "{} could not be written\n", path.string());
  std::exit(2);
}

std::string csv_mapping(Makes makes) {
  std::string text = R"(id = "utdrag"
title = "Utdrag"
publisher = "Ingen"
layout = "assumed"

[files]
names = ["utdrag {year}.csv"]
formats = ["csv"]

[series]
order = ["year"]
period = "{year}"

[[mark]]
texts = ["<{n:digits}"]
status = "at_most"
below = "{n}"

[[mark]]
texts = [".."]
status = "missing"

[[table]]
name = "utdrag"
)";
  constexpr std::array<std::array<std::string_view, 3>, 10> columns = {{{"kommun", "Kommun", "area"},
                                                                        {"period", "Period", "period"},
                                                                        {"verksamhet", "Verksamhet", "text"},
                                                                        {"kon", "Kön", "text"},
                                                                        {"alder", "Ålder", "text"},
                                                                        {"insats", "Insats", "text"},
                                                                        {"antal", "Antal", "integer"},
                                                                        {"timmar", "Timmar", "number"},
                                                                        {"kostnad", "Kostnad", "number"},
                                                                        {"lopnummer", "Löpnummer", "text"}}};
  for (const auto& [name, heading, type] : columns)
    fmt::format_to(std::back_inserter(text), "[[table.column]]\nname = \"{}\"\nheading = \"{}\"\ntype = \"{}\"\n", name,
                   heading, type);
  if (makes == Makes::table) return text;
  const bool counts = makes == Makes::count;
  for (const auto* name : {"rader", "antal", "timmar", "kostnad"})
    fmt::format_to(std::back_inserter(text),
                   "[[measure]]\nname = \"{0}\"\ntitle = \"{0}\"\nunit = \"{0}\"\nperiod = \"{1}\"\n{2}", name,
                   counts ? "year" : "month", counts ? "" : "dimensions = [\"kon\"]\n");
  if (counts)
    return text +
           "[facts]\nselect = \"select 'rader' as measure, '1981' as area, 2025 as period, count(*) as value from "
           "utdrag\"\n";
  text += "[[dimension]]\nname = \"kon\"\ntitle = \"Kön\"\nvalues = [\"K\", \"M\"]\n[facts]\nselect = \"\"\"\n";
  for (const auto* name : {"antal", "timmar", "kostnad"})
    fmt::format_to(
        std::back_inserter(text),
        "{1}select '{0}' as measure, kommun as area, period, kon, sum({0}) as value from utdrag group by all\n", name,
        std::string_view(name) == "antal" ? "" : "union all\n");
  return text + "\"\"\"\n";
}

}  // namespace sluss::bench
