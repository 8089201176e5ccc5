#include "daemon/serve/observe/documentation.h"

#include <fmt/format.h>

#include <string_view>

#include "daemon/serve/observe/metrics.h"

namespace sluss::daemon::observe {
namespace {

std::string values_of(const Label& label) {
  switch (label.bound) {
    case Bound::words: {
      std::string words;
      for (const auto word : label.words)
        if (!word.empty()) words += fmt::format("{}`{}`", words.empty() ? "" : ", ", word);
      return words;
    }
    case Bound::version:
      return "the program's version";
    case Bound::job:
      return "the configured jobs";
    case Bound::source:
      return "the configured sources";
    case Bound::dataset:
      return "the datasets";
    case Bound::route:
      return "the patterns of the daemon's addresses, as `/api/v1/runs/{run}`";
    case Bound::credential:
      break;
  }
  return "the configured credentials' names";
}

}  // namespace

std::string describe_in_markdown() {
  std::string page = "| metric | kind | measure | labels | meaning |\n|---|---|---|---|---|\n";
  for (const auto& metric : metrics) {
    std::string labels;
    for (std::size_t i = 0; i < metric.label_count(); ++i)
      labels +=
          fmt::format("{}`{}`: {}", labels.empty() ? "" : "; ", metric.labels[i].name, values_of(metric.labels[i]));
    page += fmt::format("| `{}` | {} | {} | {} | {} |\n", metric.name, name_of(metric.kind), metric.measure, labels,
                        metric.help);
  }
  for (const auto& metric : metrics) {
    if (metric.kind != Kind::histogram) continue;
    page += fmt::format("\nBuckets of `{}`, in seconds:", metric.name);
    for (const double bound : metric.buckets) page += fmt::format(" {}", bound);
    page += "\n";
  }
  return page;
}

}  // namespace sluss::daemon::observe
