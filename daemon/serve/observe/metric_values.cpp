#include "daemon/serve/observe/metric_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace sluss::daemon::observe {
namespace {

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  // Counts and bytes as whole numbers, for people who read the page.
  if (value == std::trunc(value) && std::abs(value) < 1e15) return fmt::format("{:.0f}", value);
  return fmt::format("{}", value);
}

/// A text of the exposition format: backslash and line end are escaped, and in a label's value the quote.
std::string escaped(std::string_view text, bool quote) {
  std::string escaped_text;
  for (const char c : text) {
    if (c == '\\') {
      escaped_text += "\\\\";
    } else if (c == '\n') {
      escaped_text += "\\n";
    } else if (c == '"' && quote) {
      escaped_text += "\\\"";
    } else {
      escaped_text += c;
    }
  }
  return escaped_text;
}

std::string labels_of(const Metric& metric, const std::vector<std::string>& values, std::string_view bucket = {}) {
  std::string labels;
  for (std::size_t i = 0; i < values.size(); ++i)
    labels += fmt::format("{}{}=\"{}\"", labels.empty() ? "" : ",", metric.labels[i].name, escaped(values[i], true));
  if (!bucket.empty()) labels += fmt::format("{}le=\"{}\"", labels.empty() ? "" : ",", bucket);
  return labels.empty() ? labels : "{" + labels + "}";
}

bool contains(const std::vector<std::string>& values, std::string_view value) {
  return std::ranges::find(values, value) != values.end();
}

}  // namespace

MetricValues::MetricValues(Names names) : names_(std::move(names)) {
  begin_counters();
}

void MetricValues::rename(Names names) {
  const std::scoped_lock lock(mutex_);
  names_ = std::move(names);
  drop_unknown();
  begin_counters();
}

std::vector<std::string> MetricValues::bound_of(const Label& label) const {
  switch (label.bound) {
    case Bound::words: {
      std::vector<std::string> words;
      for (const auto word : label.words)
        if (!word.empty()) words.emplace_back(word);
      return words;
    }
    case Bound::version:
      return {names_.version};
    case Bound::job:
      return names_.jobs;
    case Bound::source:
      return names_.sources;
    case Bound::dataset:
      return names_.datasets;
    case Bound::route:
      return names_.routes;
    case Bound::credential:
      break;
  }
  return names_.credentials;
}

MetricValues::Key MetricValues::bounded(const Metric& metric, Values labels) const {
  assert(labels.size() == metric.label_count());
  Key key;
  for (const auto value : labels)
    key.emplace_back(contains(bound_of(metric.labels[key.size()]), value) ? value : other);
  return key;
}

MetricValues::Series& MetricValues::series(std::size_t metric, Values labels) {
  return families_[metric][bounded(metrics[metric], labels)];
}

void MetricValues::begin_counters() {
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (metrics[i].kind != Kind::counter) continue;
    std::vector<Key> keys{{}};
    for (std::size_t at = 0; at < metrics[i].label_count(); ++at) {
      std::vector<Key> longer;
      for (const auto& key : keys) {
        for (auto& value : bound_of(metrics[i].labels[at])) {
          longer.push_back(key);
          longer.back().push_back(std::move(value));
        }
      }
      keys = std::move(longer);
    }
    for (auto& key : keys) families_[i].try_emplace(std::move(key));
  }
}

void MetricValues::drop_unknown() {
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    std::erase_if(families_[i], [&](const auto& entry) {
      for (std::size_t at = 0; at < entry.first.size(); ++at) {
        const auto& value = entry.first[at];
        if (value != other && !contains(bound_of(metrics[i].labels[at]), value)) return true;
      }
      return false;
    });
  }
}

void MetricValues::add(Counter counter, Values labels, double by) {
  assert(std::isfinite(by) && by >= 0);
  const std::scoped_lock lock(mutex_);
  series(counter.index(), labels).value += by;
}

void MetricValues::set_total(Counter counter, double total) {
  assert(std::isfinite(total) && total >= 0);
  const std::scoped_lock lock(mutex_);
  series(counter.index(), {}).value = total;
}

void MetricValues::set(Gauge gauge, Values labels, double value) {
  const std::scoped_lock lock(mutex_);
  series(gauge.index(), labels).value = value;
}

void MetricValues::forget(Gauge gauge, Values labels) {
  const std::scoped_lock lock(mutex_);
  families_[gauge.index()].erase(bounded(metrics[gauge.index()], labels));
}

void MetricValues::observe(Histogram histogram, Values labels, double seconds) {
  assert(std::isfinite(seconds));
  const std::scoped_lock lock(mutex_);
  Series& observed = series(histogram.index(), labels);
  observed.value += seconds;
  ++observed.count;
  const auto bounds = metrics[histogram.index()].buckets;
  for (std::size_t i = 0; i < bounds.size(); ++i)
    if (seconds <= bounds[i]) ++observed.buckets[i];
}

std::string MetricValues::render() const {
  const std::scoped_lock lock(mutex_);
  std::string page;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const Metric& metric = metrics[i];
    if (families_[i].empty()) continue;
    page += fmt::format("# HELP {} {}\n# TYPE {} {}\n", metric.name, escaped(metric.help, false), metric.name,
                        name_of(metric.kind));
    for (const auto& [key, series] : families_[i]) {
      if (metric.kind != Kind::histogram) {
        page += fmt::format("{}{} {}\n", metric.name, labels_of(metric, key), number(series.value));
        continue;
      }
      for (std::size_t at = 0; at < metric.buckets.size(); ++at)
        page += fmt::format("{}_bucket{} {}\n", metric.name, labels_of(metric, key, number(metric.buckets[at])),
                            series.buckets[at]);
      page += fmt::format("{}_bucket{} {}\n", metric.name, labels_of(metric, key, "+Inf"), series.count);
      page += fmt::format("{}_sum{} {}\n", metric.name, labels_of(metric, key), number(series.value));
      page += fmt::format("{}_count{} {}\n", metric.name, labels_of(metric, key), series.count);
    }
  }
  return page;
}

}  // namespace sluss::daemon::observe
