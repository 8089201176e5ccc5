#include "daemon/observe/documentation.h"

#include <fmt/format.h>

#include <string_view>

#include "daemon/observe/metric.h"

namespace sluss::daemon::observe {
namespace {

std::string values_of(const Label& label) {
  switch (label.bound) {
    case Bound::words: {
      std::string told;
      for (const auto word : label.words)
        if (!word.empty()) told += fmt::format("{}`{}`", told.empty() ? "" : ", ", word);
      return told;
    }
    case Bound::version:
      return "the program's version";
    case Bound::job:
      return "the configured jobs";
    case Bound::source:
      return "the configured sources";
    case Bound::dataset:
      return "the datasets";
    case Bound::credential:
      break;
  }
  return "the configured credentials' names";
}

}  // namespace

std::string describe_in_markdown() {
  std::string page = "| metric | kind | measure | labels | what it tells |\n|---|---|---|---|---|\n";
  for (const auto& metric : metrics) {
    std::string labels;
    for (std::size_t i = 0; i < metric.label_count(); ++i)
      labels +=
          fmt::format("{}`{}`: {}", labels.empty() ? "" : "; ", metric.labels[i].name, values_of(metric.labels[i]));
    page += fmt::format("| `{}` | {} | {} | {} | {} |\n", metric.name, name_of(metric.kind), metric.measure, labels,
                        metric.help);
  }
  page += "\nBuckets of the durations, in seconds:";
  for (const double bound : duration_buckets) page += fmt::format(" {}", bound);
  return page + "\n";
}

}  // namespace sluss::daemon::observe
