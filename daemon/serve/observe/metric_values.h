#pragma once
// The metrics' values, and their export: Prometheus' text exposition format 0.0.4. Thread safe.

#include <array>
#include <initializer_list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/serve/observe/metrics.h"

namespace sluss::daemon::observe {

/// What this installation is made of: the names that labels may take. Any other value is exported as "other".
struct Names {
  std::string version;
  std::vector<std::string> jobs;
  std::vector<std::string> sources;
  std::vector<std::string> datasets;
  std::vector<std::string> credentials;
  std::vector<std::string> routes = {};  ///< patterns of the door's: "/api/v1/runs/{run}"
};

/// Values of the labels, in the table's order; their number must be the metric's (a bug asserts).
using Values = std::initializer_list<std::string_view>;

class MetricValues {
 public:
  /// Every counter begins at 0 for each of its series, so that the first failure is a rise that an alert sees.
  explicit MetricValues(Names names);

  /// After a reload: series of names that are gone are forgotten, those of new ones begin at 0, the others go on.
  void rename(Names names);

  /// `by` is finite and not negative (a bug asserts).
  void add(Counter counter, Values labels = {}, double by = 1);
  /// Of what is counted elsewhere, as in the kernel: the total so far.
  void set_total(Counter counter, double total);
  void set(Gauge gauge, Values labels, double value);
  void set(Gauge gauge, double value) { set(gauge, {}, value); }
  /// Removes the series until it is set again: better none than a wrong number.
  void forget(Gauge gauge, Values labels = {});
  void observe(Histogram histogram, Values labels, double seconds);

  /// One document in the text format 0.0.4. Metrics without a series are left out.
  [[nodiscard]] std::string render() const;

 private:
  struct Series {
    double value = 0;                                   ///< of a histogram: the sum
    std::array<std::uint64_t, most_buckets> buckets{};  ///< the first so many as the metric has
    std::uint64_t count = 0;
  };
  using Key = std::vector<std::string>;
  using Family = std::map<Key, Series>;

  [[nodiscard]] Series& series(std::size_t metric, Values labels);
  [[nodiscard]] Key bounded(const Metric& metric, Values labels) const;
  [[nodiscard]] std::vector<std::string> bound_of(const Label& label) const;
  void begin_counters();
  void drop_unknown();

  mutable std::mutex mutex_;
  Names names_;
  std::array<Family, metrics.size()> families_;
};

}  // namespace sluss::daemon::observe
