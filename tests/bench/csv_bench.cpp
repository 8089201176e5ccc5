// The CSV reader beside a pass that only looks for line ends in the same file (read and memchr), interleaved;
// medians, in MB/s of a core. Rows of 10 columns, a tenth as many as $SLUSS_BENCH_MILLIONS (5) millions of values:
//   csv_bench [rounds]     plain; all cells quoted; Windows-1252; UTF-16; long texts with quotes doubled
// Judges nothing.

#include <fcntl.h>
#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "connectors/register/csv/csv.h"
#include "core/descriptor.h"
#include "tests/tools/temporary_folder.h"

namespace {

using namespace sluss;
namespace registers = connectors::registers;

template <class T>
T must(core::Result<T> result) {
  if (result) return std::move(*result);
  fmt::print(stderr, "{}\n", core::describe(result.error()));
  std::exit(1);
}

struct Counted {
  std::size_t rows = 0, cells = 0, bytes = 0;
  bool operator==(const Counted&) const = default;
};

Counted read_rows(const std::filesystem::path& path) {
  const auto document = must(registers::open_csv(path, {}, {}));
  const auto reader = must(document->open(0));
  Counted counted;
  while (const auto row = must(reader->next())) {
    ++counted.rows;
    counted.cells += row->cells.size();
    for (const auto& cell : row->cells) counted.bytes += cell.text.size();
  }
  return counted;
}

/// What any reader of lines must do.
std::size_t count_lines(const std::filesystem::path& path) {
  const core::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::vector<char> block(256 << 10);
  std::size_t lines = 0;
  for (;;) {
    const auto got = ::read(file.number(), block.data(), block.size());
    if (got <= 0) return lines;
    const char* const end = block.data() + got;
    for (const char* at = block.data(); at < end; ++at, ++lines) {
      at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
      if (at == nullptr) break;
    }
  }
}

/// Of this thread on its core: others use the machine too.
double core_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double seconds(const auto& work) {
  const auto begin = core_seconds();
  work();
  return core_seconds() - begin;
}

double median(std::vector<double> times) {
  std::ranges::sort(times);
  return times[times.size() / 2];
}

/// Ten cells: codes, names, years, figures with decimal commas.
std::string row_of(std::size_t i, std::string_view kind) {
  constexpr std::string_view names[] = {"Sala", "Heby", "Falun", "Uppsala", "Norberg", "Sundsvall"};
  const auto figure = i * 2'654'435'761U % 100'000U;
  if (kind == "long")
    return fmt::format("{:04};\"{:a<200} \"\"{:b<100}\"\" {}\"\r\n", i % 290, figure, names[i % 6], i);
  const auto quote = kind == "quoted" ? "\"" : "";
  return fmt::format(
      "{0}{1:04}{0};{0}{2}{0};{0}{3}{0};{0}{4},{5}{0};{0}{6}{0};{0}{7}{0};{0}{8},5{0};{0}{0};{0}{9}{0};"
      "{0}SoL{0}\r\n",
      quote, i % 2'900, names[i % 6], 2000 + i % 25, figure / 10, figure % 10, figure % 290, i, figure % 100,
      "hemtjänst");
}

/// In another encoding; the letters here are two bytes of UTF-8 at most.
std::string encoded(const std::string& text, std::string_view kind) {
  if (kind != "windows-1252" && kind != "utf-16") return text;
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto letter = static_cast<unsigned char>(text[at]);
    if (letter >= 0xC0) letter = static_cast<unsigned char>((letter & 3U) << 6U | (text[++at] & 0x3F));
    out += static_cast<char>(letter);
    if (kind == "utf-16") out += '\0';
  }
  return out;
}

void measure(const std::filesystem::path& folder, std::string_view kind, std::size_t rows, int rounds) {
  const auto path = folder / "file.csv";
  std::ofstream file(path, std::ios::binary);
  for (std::size_t i = 0; i < rows; ++i) file << encoded(row_of(i, kind), kind);
  file.close();
  const auto megabytes = static_cast<double>(std::filesystem::file_size(path)) / 1e6;
  std::vector<double> read, lines;
  for (int round = 0; round < rounds; ++round) {
    lines.push_back(seconds([&] {
      if (count_lines(path) < rows) std::exit(1);
    }));
    read.push_back(seconds([&] {
      if (read_rows(path).rows != rows) std::exit(1);
    }));
  }
  const auto reader = median(read), memchr = median(lines);
  fmt::print("{:<13} {:>5.0f} MB   reader {:>6.0f} MB/s   memchr {:>6.0f} MB/s   {:>5.1f}x\n", kind, megabytes,
             megabytes / reader, megabytes / memchr, reader / memchr);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
  const char* const millions = std::getenv("SLUSS_BENCH_MILLIONS");
  const auto rows = static_cast<std::size_t>(std::max((millions != nullptr ? std::atof(millions) : 5.0) * 1e5, 1000.0));
  const tests::TemporaryFolder folder;
  for (const auto* kind : {"plain", "quoted", "windows-1252", "utf-16", "long"})
    measure(folder.path(), kind, std::string_view(kind) == "long" ? rows / 5 : rows, std::max(rounds, 1));
  return 0;
}
