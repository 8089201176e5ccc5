#include "daemon/serve/door/route_table.h"

#include <algorithm>
#include <set>

namespace sluss::daemon::door {
namespace {

std::string_view take_segment(std::string_view& path) {
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return segment;
}

}  // namespace

std::optional<Pairs> match(std::string_view pattern, std::string_view path) {
  if (pattern == path) return Pairs{};
  if (!pattern.starts_with('/') || !path.starts_with('/')) return std::nullopt;
  if (pattern.ends_with('/') != path.ends_with('/') && !pattern.ends_with("...}")) return std::nullopt;
  pattern.remove_prefix(1);
  path.remove_prefix(1);
  Pairs parameters;
  while (!pattern.empty()) {
    const auto wanted = take_segment(pattern);
    const bool parameter = wanted.starts_with('{') && wanted.ends_with('}');
    if (parameter && wanted.ends_with("...}")) {
      if (path.empty()) return std::nullopt;
      parameters.emplace_back(wanted.substr(1, wanted.size() - 5), path);
      return parameters;
    }
    const auto segment = take_segment(path);
    if (parameter) {
      if (segment.empty()) return std::nullopt;
      parameters.emplace_back(wanted.substr(1, wanted.size() - 2), segment);
    } else if (wanted != segment) {
      return std::nullopt;
    }
  }
  if (!path.empty()) return std::nullopt;
  return parameters;
}

RouteTable::RouteTable(std::vector<Route> routes) : routes_(std::move(routes)) {
  std::ranges::stable_sort(routes_, {}, [](const Route& route) { return std::ranges::count(route.pattern, '{'); });
}

RouteMatch RouteTable::find(std::string_view method, std::string_view path) const {
  const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
  std::set<std::string> allowed;
  for (const auto& route : routes_) {
    auto parameters = match(route.pattern, path);
    if (!parameters) continue;
    if (route.method == wanted) return {&route, std::move(*parameters), {}};
    allowed.insert(route.method);
    if (route.method == "GET") allowed.insert("HEAD");
  }
  RouteMatch nothing;
  for (const auto& name : allowed) nothing.allow += (nothing.allow.empty() ? "" : ", ") + name;
  return nothing;
}

}  // namespace sluss::daemon::door
